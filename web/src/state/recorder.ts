/** Push to talk: the microphone, its level, and a recording when it is let go. */
import { signal } from "@preact/signals";
import { t } from "./language";
import { sayRecording } from "./chat";
import { notify } from "./toasts";

export const recording = signal<"off" | "opening" | "on">("off");
/** A finger is on the button: letting go will send. */
export const held = signal(false);
/** 0 to 1, for the meter. */
export const level = signal(0);
export const seconds = signal(0);

const LONGEST_S = 120;
/** Shorter than this nobody has said a word. */
const SHORTEST_MS = 350;
const FORMATS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

let stream: MediaStream | null = null;
let recorder: MediaRecorder | null = null;
let meter: { context: AudioContext; frame: number } | null = null;
let startedAt = 0;
let letGo: "send" | "drop" | null = null;

export function cannotRecord(): string | null {
  if (!window.isSecureContext) return t("mic.insecure");
  if (!navigator.mediaDevices || typeof MediaRecorder === "undefined") return t("mic.unsupported");
  return null;
}

export async function startRecording(): Promise<void> {
  if (recording.value !== "off") return;
  recording.value = "opening";
  letGo = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
    });
  } catch (problem) {
    recording.value = "off";
    notify(t(microphoneProblem(problem)), { tone: "warn" });
    return;
  }
  // Let go while the browser still asked for permission: that was no recording.
  if (letGo) return release();
  begin(stream);
}

export function microphoneProblem(problem: unknown): string {
  const name = problem instanceof DOMException ? problem.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "mic.denied";
  return name === "NotFoundError" ? "mic.none" : "mic.failed";
}

function begin(from: MediaStream): void {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  recorder = new MediaRecorder(from, mimeType ? { mimeType } : {});
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    const blob = new Blob(parts, { type: recorder?.mimeType || mimeType || "audio/webm" });
    const spoke = performance.now() - startedAt > SHORTEST_MS;
    const send = letGo === "send";
    release();
    if (send && spoke) void sayRecording(blob);
    else if (send) notify(t("mic.short"));
  };
  recorder.start();
  startedAt = performance.now();
  recording.value = "on";
  measure(from);
}

function measure(from: MediaStream): void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(from).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies between about -50 and -10 dB.
    level.value = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 50) / 40));
    seconds.value = Math.floor((performance.now() - startedAt) / 1000);
    if (seconds.value >= LONGEST_S) stopRecording("send");
    if (meter) meter.frame = requestAnimationFrame(look);
  };
  meter = { context, frame: requestAnimationFrame(look) };
}

export function stopRecording(how: "send" | "drop"): void {
  letGo = how;
  if (recorder?.state === "recording") recorder.stop();
}

function release(): void {
  if (meter) {
    cancelAnimationFrame(meter.frame);
    void meter.context.close();
  }
  meter = null;
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  recorder = null;
  level.value = 0;
  seconds.value = 0;
  recording.value = "off";
  held.value = false;
}
