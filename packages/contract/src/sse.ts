/** The part of a web ReadableStream that reading needs. */
export type ByteStream = {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
};

export type SentEvent = { readonly event: string; readonly data: string };

const LINE_FEED = 0x0a;

/**
 * Reads server-sent events (WHATWG HTML, "Server-sent events") as this API writes them: lines end with LF, one `data`
 * line or more, `event` names the kind, comments keep the connection alive. Ends when the server ends; cancels the
 * stream when the consumer stops early. An event cut off by the end is not given out.
 */
export async function* readEvents(stream: ByteStream): AsyncGenerator<SentEvent, void, undefined> {
  let event = "message";
  let data: string[] = [];
  for await (const line of readLines(stream)) {
    if (line === "") {
      if (data.length > 0) yield { event, data: data.join("\n") };
      event = "message";
      data = [];
      continue;
    }
    const [field, value] = splitField(line);
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
}

function splitField(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line, ""];
  const from = line.charAt(colon + 1) === " " ? colon + 2 : colon + 1;
  return [line.slice(0, colon), line.slice(from)];
}

/** Cuts at line feeds before decoding, so no character is ever cut in two. */
async function* readLines(stream: ByteStream): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) return;
      let from = 0;
      for (let end = value.indexOf(LINE_FEED); end >= 0; end = value.indexOf(LINE_FEED, from)) {
        rest.push(value.subarray(from, end));
        yield decoder.decode(concat(rest)).replace(/\r$/, "");
        rest = [];
        from = end + 1;
      }
      if (from < value.length) rest.push(value.subarray(from));
    }
  } finally {
    await reader.cancel();
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
