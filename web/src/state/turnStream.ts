/** Turns the answer to one turn, streamed or whole, into calls on a listener. */
import { ApiError } from "../core/http";
import { readEvents } from "../core/sse";
import type { Turn, TurnEvent } from "../core/types";

export interface TurnListener {
  id(turnId: string): void;
  event(event: TurnEvent): void;
  turn(turn: Turn): void;
}

export async function followTurn(response: Response, listener: TurnListener): Promise<void> {
  const header = response.headers.get("X-Turn-Id");
  if (header) listener.id(header);
  const streamed = response.headers.get("Content-Type")?.startsWith("text/event-stream");
  if (!streamed || !response.body) {
    listener.turn((await response.json()) as Turn);
    return;
  }
  let whole = false;
  try {
    for await (const { event, data } of readEvents(response.body)) whole = handle(event, data, listener) || whole;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new ApiError("cut_off", "", 0);
  }
  if (!whole) throw new ApiError("cut_off", "", 0);
}

function errorOf(body: object): ApiError {
  const { error } = body as { error?: { code?: string; message?: string } };
  return new ApiError(error?.code ?? "cut_off", error?.message ?? "", 500);
}

function handle(name: string, data: string, listener: TurnListener): boolean {
  const body: unknown = JSON.parse(data);
  if (!body || typeof body !== "object") return false;
  const turnId = (body as { turn_id?: unknown }).turn_id;
  if (typeof turnId === "string") listener.id(turnId);
  if (name === "turn") {
    listener.turn(body as Turn);
    return true;
  }
  if (name === "error") throw errorOf(body);
  listener.event({ ...body, type: (body as TurnEvent).type ?? name });
  return false;
}
