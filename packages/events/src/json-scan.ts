/**
 * Finds where values stand in a JSON text. It never validates: the text has been through `JSON.parse` before, and what
 * is cut out here is therefore exactly what the sender wrote (big numbers, escapes, key order and all).
 */

/** [from, to) in UTF-16 units. */
export type Span = { readonly from: number; readonly to: number };

/** One `"key": value` of an object; `from` is the key's opening quote, `to` the end of the value. */
export type Member = Span & { readonly key: string; readonly value: Span };

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const NOT_JSON = "scanned text is not JSON";

/** Walks a valid JSON text. Iterative, so no depth of nesting can exhaust the stack. */
export class JsonScanner {
  readonly text: string;
  at: number;
  /** The key of the member that `nextMember` stopped at, without its quotes, escapes not read. */
  keyFrom = 0;
  keyTo = 0;
  /** The deepest level a skipped value reached, counted from that value: 1 for an object of scalars. */
  deepest = 0;
  private readonly hasEscapes: boolean;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
    this.hasEscapes = text.includes("\\");
  }

  /**
   * Called at an object's brace, and again after each of its values has been passed: stops at the next value, or
   * returns false behind the object.
   */
  nextMember(): boolean {
    if (!this.enterNext(CLOSE_OBJECT)) return false;
    this.keyFrom = this.at + 1;
    this.at = behindString(this.text, this.keyFrom);
    this.keyTo = this.at - 1;
    this.skipSpace();
    this.at++;
    this.skipSpace();
    return true;
  }

  /** As `nextMember`, for the items of a list. */
  nextItem(): boolean {
    return this.enterNext(CLOSE_LIST);
  }

  /** Over the opening bracket or the comma, to the next entry. */
  private enterNext(close: number): boolean {
    if (this.skipSpace() !== close) {
      this.at++;
      if (this.skipSpace() !== close) return true;
    }
    this.at++;
    return false;
  }

  /** The key, with its escapes read. */
  key(): string {
    const raw = this.text.slice(this.keyFrom, this.keyTo);
    return this.hasEscapes && raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
  }

  /** Whether the key is `name`, without making a text of it where that can be avoided. */
  keyIs(name: string): boolean {
    const length = this.keyTo - this.keyFrom;
    if (length === name.length) {
      return (
        this.text.charCodeAt(this.keyFrom) === name.charCodeAt(0) && this.text.startsWith(name, this.keyFrom)
      );
    }
    return this.hasEscapes && length > name.length && this.key() === name;
  }

  /** From the first character of a value to behind its last. */
  skipValue(): void {
    const first = this.text.charCodeAt(this.at);
    if (first === QUOTE) this.at = behindString(this.text, this.at + 1);
    else if (first === OPEN_OBJECT || first === OPEN_LIST) this.skipNested();
    else this.skipScalar();
  }

  skipSpace(): number {
    let code = this.text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      code = this.text.charCodeAt(++this.at);
    }
    if (Number.isNaN(code)) throw new RangeError(NOT_JSON);
    return code;
  }

  private skipNested(): void {
    const text = this.text;
    let at = this.at;
    let depth = 0;
    let deepest = this.deepest;
    do {
      const code = text.charCodeAt(at++);
      if (code === QUOTE) at = behindString(text, at);
      else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        if (++depth > deepest) deepest = depth;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
      else if (Number.isNaN(code)) throw new RangeError(NOT_JSON);
    } while (depth > 0);
    this.at = at;
    this.deepest = deepest;
  }

  private skipScalar(): void {
    const text = this.text;
    let code = text.charCodeAt(this.at);
    while (code > 0x20 && code !== COMMA && code !== CLOSE_OBJECT && code !== CLOSE_LIST) {
      code = text.charCodeAt(++this.at);
    }
  }
}

/** The place behind the closing quote of a string whose content starts at `from`. */
function behindString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // The quote is escaped when an odd number of backslashes stands before it.
    if (((quote - before) & 1) === 1) return quote + 1;
  }
  throw new RangeError(NOT_JSON);
}

/** All members of the object text that starts at `at`, in the order written, equal keys included. */
export function memberSpans(text: string, at = 0): readonly Member[] {
  const scanner = new JsonScanner(text, at);
  scanner.skipSpace();
  const members: Member[] = [];
  while (scanner.nextMember()) {
    const from = scanner.at;
    const keyFrom = scanner.keyFrom;
    const key = scanner.key();
    scanner.skipValue();
    members.push({ from: keyFrom - 1, to: scanner.at, key, value: { from, to: scanner.at } });
  }
  return members;
}

/** All items of the list text that starts at `at`. */
export function itemSpans(text: string, at = 0): readonly Span[] {
  const scanner = new JsonScanner(text, at);
  scanner.skipSpace();
  const items: Span[] = [];
  while (scanner.nextItem()) {
    const from = scanner.at;
    scanner.skipValue();
    items.push({ from, to: scanner.at });
  }
  return items;
}

/** The text of an object's member, the last of equal keys as in `JSON.parse`; null when there is none. */
export function memberText(object: string, key: string): string | null {
  const member = memberSpans(object).findLast((each) => each.key === key);
  return member === undefined ? null : object.slice(member.value.from, member.value.to);
}

/**
 * The text with others put into it.
 * @param put In the order of their places.
 */
export function withTexts(
  text: string,
  put: readonly { readonly at: number; readonly text: string }[],
): string {
  if (put.length === 0) return text;
  let whole = "";
  let from = 0;
  for (const each of put) {
    whole += text.slice(from, each.at) + each.text;
    from = each.at;
  }
  return whole + text.slice(from);
}
