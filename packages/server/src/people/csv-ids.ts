/** Names of a first column that are no ids. Compared without case, blanks, `_` and `-`. */
const HEADERS: ReadonlySet<string> = new Set([
  "id",
  "userid",
  "anonymousid",
  "customerid",
  "personid",
  "externalid",
]);

/**
 * The first column of a CSV text (RFC 4180; `,` or `;`), line by line; empty lines and a first line that names the column are
 * passed over. Bytes are UTF-8 and may be cut anywhere; the longest field kept is `MAX_FIELD` characters, which no id has.
 */
export async function* csvIds(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  const scanner = new FirstColumn();
  for await (const chunk of chunks) yield scanner.take(decoder.decode(chunk, { stream: true }));
  yield scanner.take(decoder.decode());
  yield scanner.end();
}

const MAX_FIELD = 1_000;

class FirstColumn {
  #field = "";
  #isFirstColumn = true;
  #isFirstLine = true;
  #quoted = false;
  /** A quote inside a quoted field was the last character: the next one tells whether it ended the field. */
  #quotePending = false;

  take(text: string): readonly string[] {
    const ids: string[] = [];
    for (const char of text) {
      if (this.#quotePending) {
        this.#quotePending = false;
        if (char === '"') {
          this.#add(char);
          continue;
        }
        this.#quoted = false;
      }
      if (this.#quoted) {
        if (char === '"') this.#quotePending = true;
        else this.#add(char);
      } else if (char === '"' && (this.#field === "" || !this.#isFirstColumn)) this.#quoted = true;
      else if (char === "," || char === ";") this.#isFirstColumn = false;
      else if (char === "\n") ids.push(...this.end());
      else if (char !== "\r") this.#add(char);
    }
    return ids;
  }

  /** Ends the line. */
  end(): readonly string[] {
    const id = this.#field.trim();
    const isHeader = this.#isFirstLine && HEADERS.has(id.toLowerCase().replace(/[\s_-]/g, ""));
    this.#isFirstLine = false;
    this.#isFirstColumn = true;
    this.#quoted = false;
    this.#quotePending = false;
    this.#field = "";
    return id === "" || isHeader ? [] : [id];
  }

  #add(char: string): void {
    if (this.#isFirstColumn && this.#field.length < MAX_FIELD) this.#field += char;
  }
}
