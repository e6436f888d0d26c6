/** Speaking with Steward over one open line: while a button is held, or hands-free. Without the line, by recording. */
import { effect, signal } from "@preact/signals";
import { sayRecording } from "./chat";
import { t } from "./language";
import { conversation } from "./messages";
import { held, level, microphoneProblem, recording, seconds, startRecording, stopRecording } from "./recorder";
import { phase } from "./session";
import { notify } from "./toasts";
import { cannotStream, loudness, openMic, wav, type Mic, type Pcm } from "./voiceMic";
import { Player } from "./voicePlayer";
import { VoiceTalk, type VoiceEvent } from "./voiceTalk";

export const handsFree = signal<"off" | "opening" | "on">("off");

const LONGEST_S = 120;
const SHORTEST_MS = 350;
const LINE_PATIENCE_MS = 4000;

interface Line {
  socket: WebSocket;
  /** Resolves to whether the line could be had. */
  open: Promise<boolean>;
  /** The server has greeted: before that nobody there knows which kind of talk this is. */
  ready: boolean;
  /** Which conversation it belongs to; null until its first sentence. */
  conversation: string | null;
}

let line: Line | null = null;
let mic: Mic | null = null;
let pcm: Pcm[] = [];
let sent = 0;
let startedAt = 0;
let letGo: "send" | "drop" | null = null;
/** The line was refused once: recordings are sent instead until the page is loaded again. */
let noLine = false;

const player = new Player((what) => tell({ type: `output_audio_buffer.${what}` }));
const talk = new VoiceTalk(player, tell, (code) => {
  if (code !== "idle_timeout") return false;
  if (handsFree.value !== "off") notify(t("mic.idle"));
  return true;
});

function tell(event: object): void {
  if (line?.socket.readyState === WebSocket.OPEN) line.socket.send(JSON.stringify(event));
}

function dial(): Line {
  const asked = conversation.value;
  const where = new URL("/api/voice", location.href.replace(/^http/, "ws"));
  if (asked) where.searchParams.set("conversation_id", asked);
  const socket = new WebSocket(where, "steward.voice");
  socket.binaryType = "arraybuffer";
  const open = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), LINE_PATIENCE_MS);
    socket.onclose = () => {
      resolve(false);
      hungUp(socket);
    };
    socket.onmessage = (message: MessageEvent<string | ArrayBuffer>) => {
      if (typeof message.data !== "string") return player.sound(message.data);
      const event = JSON.parse(message.data) as VoiceEvent;
      if (event.type === "session.created") {
        if (line?.socket === socket) line.ready = true;
        resolve(true);
      }
      talk.take(event);
      if (line?.socket === socket && event.event?.type === "heard") line.conversation = conversation.value;
    };
  });
  return { socket, open, ready: false, conversation: asked };
}

/** A line into the conversation on screen; the one there is, where it fits. */
function connect(manual: boolean): Line {
  if (!line || line.socket.readyState > WebSocket.OPEN || line.conversation !== conversation.value) {
    line?.socket.close();
    line = dial();
  }
  const mine = line;
  const turn_detection = manual ? null : { type: "server_vad" };
  void mine.open.then((ok) => ok && tell({ type: "session.update", session: { audio: { input: { turn_detection } } } }));
  return mine;
}

function hungUp(socket: WebSocket): void {
  if (line?.socket !== socket) return;
  line = null;
  talk.close();
  if (handsFree.value !== "off") stopHandsFree();
}

function hear(sound: Pcm): void {
  level.value = loudness(sound);
  pcm.push(sound);
  if (recording.value === "on") {
    seconds.value = Math.floor((performance.now() - startedAt) / 1000);
    if (seconds.value >= LONGEST_S) void stopTalking("send");
  }
  flush();
}

/** What was said before the line was there goes first. */
function flush(): void {
  if (!line?.ready || line.socket.readyState !== WebSocket.OPEN) return;
  for (; sent < pcm.length; sent++) line.socket.send(pcm[sent] as Pcm);
  if (handsFree.value === "on") [pcm, sent] = [[], 0];
}

async function openEars(): Promise<boolean> {
  [pcm, sent] = [[], 0];
  try {
    mic = await openMic(hear);
    return true;
  } catch (problem) {
    notify(t(microphoneProblem(problem)), { tone: "warn" });
    return false;
  }
}

function closeEars(): void {
  mic?.close();
  mic = null;
  level.value = seconds.value = 0;
}

/** Push to talk. */
export async function startTalking(): Promise<void> {
  if (handsFree.value !== "off") stopHandsFree();
  if (noLine || cannotStream()) return startRecording();
  if (recording.value !== "off") return;
  recording.value = "opening";
  letGo = null;
  connect(true);
  startedAt = performance.now();
  const ok = await openEars();
  // Let go while the browser still asked for permission: that was no sentence.
  if (!ok || letGo) return over();
  startedAt = performance.now();
  recording.value = "on";
}

export async function stopTalking(how: "send" | "drop"): Promise<void> {
  if (noLine || cannotStream()) return stopRecording(how);
  if (recording.value !== "on" || letGo) {
    letGo = how;
    return;
  }
  letGo = how;
  const short = performance.now() - startedAt < SHORTEST_MS;
  const mine = line;
  over();
  if (how === "drop" || short) {
    if (short && how === "send") notify(t("mic.short"));
    return tell({ type: "input_audio_buffer.clear" });
  }
  if (mine && (await mine.open) && mine === line) {
    flush();
    return tell({ type: "input_audio_buffer.commit" });
  }
  noLine = true;
  await sayRecording(wav(pcm));
}

function over(): void {
  closeEars();
  recording.value = "off";
  held.value = false;
}

export async function startHandsFree(): Promise<void> {
  if (handsFree.value !== "off" || recording.value !== "off") return;
  handsFree.value = "opening";
  const mine = connect(false);
  const ok = (await openEars()) && (await mine.open);
  if (handsFree.value !== "opening") return closeEars();
  if (!ok) {
    if (mic) notify(t("mic.noLine"), { tone: "warn" });
    return stopHandsFree();
  }
  handsFree.value = "on";
}

export function stopHandsFree(): void {
  handsFree.value = "off";
  closeEars();
  player.clear();
  const mine = line;
  line = null;
  mine?.socket.close();
  talk.close();
}

// Another conversation on screen, or somebody signed out: the line does not follow by itself.
effect(() => {
  const now = conversation.value;
  if (phase.value !== "in") {
    if (line) stopHandsFree();
  } else if (handsFree.peek() === "on" && line && line.conversation !== null && line.conversation !== now) {
    stopHandsFree();
    void startHandsFree();
  }
});
