/** How a turn that Steward began by itself is told from one that somebody asked for. Pure. */
import type { TurnEvent } from "./types";

/** Why the clock began a turn; null when somebody spoke first. */
export function whyOf(events: TurnEvent[] = []): string | null {
  const thought = events.find((event) => event.type === "thinking" && event["planner"] === "clock");
  if (!thought) return null;
  const [reason] = (thought["why"] as { text?: string }[] | undefined) ?? [];
  return reason?.text ?? "";
}
