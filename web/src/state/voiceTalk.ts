/** What comes over the voice line, as messages on the page. The names are those of the OpenAI Realtime events. */
import { signal } from "@preact/signals";
import type { Turn, TurnEvent } from "../core/types";
import { turnEnded } from "./chat";
import { t } from "./language";
import { blank, messages, patch, show, takeEvent, takeTurn } from "./messages";
import { notify } from "./toasts";
import type { Player } from "./voicePlayer";

export interface VoiceEvent {
  type: string;
  item_id?: string;
  response_id?: string;
  delta?: string;
  transcript?: string;
  audio_start_ms?: number;
  acknowledgement?: boolean;
  response?: { id: string; status: string };
  session?: { audio?: { output?: unknown } };
  event?: TurnEvent;
  error?: { code: string; message: string };
}

/** The words of a sentence that is still being said. */
export const liveWords = signal("");
/** Which message an answer (by its response id) is written into. */
export const answerOf = new Map<string, string>();

const IN_WORDS = "conversation.item.input_audio_transcription";

export class VoiceTalk {
  private users = new Map<string, { heard: string; answer: string | null }>();
  private item: string | null = null;
  private silent = true;

  constructor(
    private readonly player: Player,
    private readonly send: (event: object) => void,
    private readonly ended: (code: string) => boolean,
  ) {}

  take(event: VoiceEvent): void {
    const { type, item_id: item = "", response } = event;
    if (type.startsWith("session.")) this.silent = !event.session?.audio?.output;
    else if (type === `${IN_WORDS}.delta`) liveWords.value = event.delta ?? "";
    else if (type === `${IN_WORDS}.completed`) this.heard(item, event.transcript ?? "");
    else if (type === "conversation.item.deleted") this.forget(item);
    else if (type === "response.created" && response) this.begin(response.id);
    else if (type === "response.done" && response) this.finish(response.id, response.status);
    else if (type === "steward.event" && event.event) this.turn(event.event);
    else if (type === "response.output_audio_transcript.delta")
      this.player.line(event.response_id ?? "", event.delta ?? "", event.audio_start_ms ?? 0, this.silent);
    else if (type === "output_audio_buffer.paused") this.player.pause();
    else if (type === "output_audio_buffer.resumed") this.player.resume();
    else if (type === "output_audio_buffer.cleared") this.cleared();
    else if (type === "error" && event.error) this.problem(event.error);
  }

  /** The line is gone: nothing more comes for what is still open. */
  close(): void {
    liveWords.value = "";
    for (const id of answerOf.values()) patch(id, (was) => (was.open ? { open: false, error: t("chat.stopped") } : {}));
    answerOf.clear();
  }

  private heard(item: string, words: string): void {
    liveWords.value = "";
    if (!words) return;
    const message = blank("user", { text: words, voice: true });
    show(message);
    this.users.set(item, { heard: message.id, answer: null });
    this.item = item;
  }

  /** They went on with the sentence: what was made of its first half goes. */
  private forget(item: string): void {
    liveWords.value = "";
    const gone = this.users.get(item);
    if (!gone) return;
    this.users.delete(item);
    messages.value = messages.value.filter(({ id }) => id !== gone.heard && id !== gone.answer);
  }

  private begin(response: string): void {
    const answer = blank("steward", { open: true });
    show(answer);
    answerOf.set(response, answer.id);
    const asked = this.users.get(this.item ?? "");
    if (asked) asked.answer = answer.id;
  }

  private finish(response: string, status: string): void {
    const id = answerOf.get(response);
    if (!id) return;
    const message = messages.value.find((one) => one.id === id);
    const empty = message && !message.text && !message.error && message.steps.length === 0;
    const problem = status === "failed" ? t("error.unexpected") : t("chat.stopped");
    patch(id, { open: false, ...(empty && status !== "completed" ? { error: problem } : {}) });
  }

  private turn(event: TurnEvent): void {
    const { heard, answer } = this.users.get(this.item ?? "") ?? {};
    if (!answer) return;
    if (event.type !== "turn") return takeEvent(answer, heard ?? null, event);
    takeTurn(answer, heard ?? null, event as unknown as Turn);
    turnEnded(event as unknown as Turn);
  }

  private cleared(): void {
    const heard = this.player.clear();
    if (heard) this.send({ type: "conversation.item.truncate", item_id: heard.response, content_index: 0, audio_end_ms: heard.ms });
  }

  private problem({ code, message }: { code: string; message: string }): void {
    if (this.ended(code)) return;
    // The answer it was about may have been over already.
    if (code === "not_found" || code === "response_cancel_not_active") return;
    notify(code === "input_audio_buffer_commit_empty" ? t("mic.short") : message, { tone: "warn" });
  }
}
