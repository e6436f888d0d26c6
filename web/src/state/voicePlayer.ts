/** What the assistant says aloud: sound from the server, or the browser's own voices; and which sentence it is at. */
import { signal } from "@preact/signals";

interface Line {
  response: string;
  text: string;
  /** Seconds: where in the answer it starts, when that is in our own time, and how long it is. */
  offset: number;
  start: number | null;
  length: number;
}

const RATE = 24000;
const AHEAD_S = 0.05;

/** The sentence that sounds right now. */
export const saying = signal<{ response: string; text: string } | null>(null);

export class Player {
  private context: AudioContext | null = null;
  private sources = new Set<AudioBufferSourceNode>();
  private lines: Line[] = [];
  private end = 0;
  private ticker: ReturnType<typeof setInterval> | null = null;
  private waiting = 0;

  /** `tell` says when the browser's own voice begins and ends: the server cannot know. */
  constructor(private readonly tell: (what: "started" | "stopped") => void) {}

  /** A sentence begins. Without sound from the server the browser reads it. */
  line(response: string, text: string, offsetMs: number, silent: boolean): void {
    this.lines.push({ response, text, offset: offsetMs / 1000, start: null, length: 0 });
    if (silent) this.read(response, text);
  }

  sound(data: ArrayBuffer): void {
    const context = (this.context ??= new AudioContext());
    const line = this.lines[this.lines.length - 1];
    const samples = new Int16Array(data, 0, data.byteLength >> 1);
    if (!line || samples.length === 0) return;
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32768));
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const start = Math.max(this.end, context.currentTime + (this.end > context.currentTime ? 0 : AHEAD_S));
    line.start ??= start;
    line.length += buffer.duration;
    this.end = start + buffer.duration;
    this.sources.add(source);
    source.onended = () => this.sources.delete(source);
    source.start(start);
    this.ticker ??= setInterval(() => this.look(), 80);
  }

  pause(): void {
    void this.context?.suspend();
    if (this.waiting > 0) speechSynthesis.pause();
  }

  resume(): void {
    void this.context?.resume();
    if (this.waiting > 0) speechSynthesis.resume();
  }

  /** Silence at once. Says what of which answer was really heard, where sound from the server was playing. */
  clear(): { response: string; ms: number } | null {
    const now = this.context?.currentTime ?? 0;
    const begun = this.lines.filter((line) => line.start !== null && line.start <= now);
    const last = begun[begun.length - 1];
    const heard =
      last && last.start !== null
        ? { response: last.response, ms: Math.round(1000 * (last.offset + Math.min(now - last.start, last.length))) }
        : null;
    this.sources.forEach((source) => source.stop());
    this.sources.clear();
    if (this.waiting > 0) speechSynthesis.cancel();
    this.waiting = 0;
    this.rest();
    void this.context?.resume();
    return heard;
  }

  private rest(): void {
    if (this.ticker) clearInterval(this.ticker);
    this.ticker = null;
    this.lines = [];
    this.end = 0;
    saying.value = null;
  }

  private look(): void {
    const now = this.context?.currentTime ?? 0;
    if (this.sources.size === 0 && now > this.end + 0.5) return this.rest();
    const at = this.lines.find((line) => line.start !== null && now >= line.start && now < line.start + line.length);
    if (at?.text !== saying.value?.text) saying.value = at ? { response: at.response, text: at.text } : null;
  }

  private read(response: string, text: string): void {
    if (typeof speechSynthesis === "undefined") return;
    const voice = new SpeechSynthesisUtterance(text);
    voice.lang = /[\u3400-\u9fff]/.test(text) ? "zh-CN" : "en-US";
    this.waiting++;
    voice.onstart = () => {
      this.tell("started");
      saying.value = { response, text };
    };
    voice.onend = voice.onerror = () => {
      if (this.waiting > 0) this.waiting--;
      if (this.waiting > 0) return;
      this.tell("stopped");
      saying.value = null;
    };
    speechSynthesis.speak(voice);
  }
}
