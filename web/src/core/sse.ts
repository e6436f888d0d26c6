/** Reads server-sent events from a fetch body: EventSource cannot POST, so the page has a reader of its own. */

export interface ServerEvent {
  event: string;
  data: string;
  id: string;
}

/** Feed it text in any cut; it hands out whole events. One instance per stream. */
export class SseParser {
  private buffer = "";
  private event = "";
  private data: string[] = [];
  private id = "";

  feed(chunk: string): ServerEvent[] {
    this.buffer += chunk;
    const out: ServerEvent[] = [];
    for (;;) {
      const end = this.buffer.search(/[\r\n]/);
      if (end < 0) return out;
      // A CR at the very end may be half of a CRLF: wait for the rest.
      if (this.buffer[end] === "\r" && end === this.buffer.length - 1) return out;
      const line = this.buffer.slice(0, end);
      const skip = this.buffer.startsWith("\r\n", end) ? 2 : 1;
      this.buffer = this.buffer.slice(end + skip);
      const done = this.line(line);
      if (done) out.push(done);
    }
  }

  private line(line: string): ServerEvent | null {
    if (line === "") return this.dispatch();
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id") this.id = value;
    return null;
  }

  private dispatch(): ServerEvent | null {
    const event = this.event || "message";
    const data = this.data.join("\n");
    const hadData = this.data.length > 0;
    this.event = "";
    this.data = [];
    return hadData ? { event, data, id: this.id } : null;
  }
}

export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const parser = new SseParser();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (value) yield* parser.feed(decoder.decode(value, { stream: true }));
      if (done) break;
    }
    // A server that forgets the last blank line still meant its last event.
    yield* parser.feed(decoder.decode() + "\n\n");
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
