import { describe, expect, it } from "vitest";
import { readEvents, SseParser } from "../src/core/sse";

const STREAM = 'event: heard\r\ndata: {"text":"你好"}\r\n\r\n: ping\n\nid: 7\ndata: one\ndata: two\n\nevent: turn\ndata:{}\n\n';

function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}

describe("server-sent events", () => {
  it.each([1, 2, 3, 7, 1000])("are the same however the network cuts them (%i characters)", (size) => {
    const parser = new SseParser();
    const events = cut(STREAM, size).flatMap((piece) => parser.feed(piece));
    expect(events).toEqual([
      { event: "heard", data: '{"text":"你好"}', id: "" },
      { event: "message", data: "one\ntwo", id: "7" },
      { event: "turn", data: "{}", id: "7" },
    ]);
  });

  it("keep a Chinese character whole when its bytes arrive apart", async () => {
    const bytes = new TextEncoder().encode("data: 早上好\n\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const texts: string[] = [];
    for await (const event of readEvents(body)) texts.push(event.data);
    expect(texts).toEqual(["早上好"]);
  });

  it("hand out the last event even when the server forgets the blank line", async () => {
    const body = new Response("event: turn\ndata: {}").body;
    const names: string[] = [];
    if (body) for await (const event of readEvents(body)) names.push(event.event);
    expect(names).toEqual(["turn"]);
  });

  it("drop comments and events without data", () => {
    expect(new SseParser().feed(": hello\n\nevent: nothing\n\n")).toEqual([]);
  });
});
