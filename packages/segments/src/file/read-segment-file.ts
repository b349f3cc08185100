import { nearestWord } from "../text/near-word.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { type ProblemParts, problemAt, type Span, type TextProblem } from "../text/problem.ts";
import { type Quoted, readQuoted } from "./quoted-value.ts";
import { type ReadSegmentFile, SEGMENT_FIELDS, type SegmentField } from "./segment-file.ts";

/** What every file says, each by what it is for; without a review date or tags it is still a segment. */
const NEEDED: ReadonlyMap<SegmentField, string> = new Map([
  ["key", "a word that names it for ever, such as `key: weekend-buyers`"],
  ["name", "what people call it"],
  ["goal", "what is to come of it"],
  ["owner", "who looks after it"],
  ["action", "what is done with its people"],
  ["purpose", "what its people are asked for, such as `purpose: marketing`"],
]);

type Value = { readonly span: Span; readonly texts: readonly string[] };

type Reading = {
  readonly text: string;
  readonly values: Map<SegmentField, Value>;
  readonly problems: TextProblem[];
  comments: number;
};

/**
 * Reads a `*.segment` file: its form and its sentence. All problems are named at once, with line and column in the file. What
 * a key or a name may hold is not asked here: that is the API's to say.
 */
export function readSegmentFile(text: string): ReadSegmentFile {
  const reading: Reading = { text, values: new Map(), problems: [], comments: 0 };
  const body = readHead(reading);
  if (body === null) return { kind: "refused", problems: reading.problems };
  const sentence = text.slice(body);
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") reading.problems.push(...parsed.problems.map(moved(text, body)));
  for (const [field, meaning] of NEEDED) {
    if (reading.values.has(field) || reading.problems.some(({ code }) => code === "unknown_field")) continue;
    const message = `The file has no field \`${field}\`: ${meaning}`;
    refuse(reading, { from: 0, to: 3 }, { code: "field_missing", message, expected: [`${field}: ...`] });
  }
  if (parsed.kind === "refused" || reading.problems.length > 0) {
    return { kind: "refused", problems: reading.problems.toSorted((a, b) => a.from - b.from) };
  }
  const { values } = reading;
  const paused = values.get("paused")?.texts[0] ?? "no";
  const valueOf = (field: SegmentField): string => values.get(field)?.texts[0] ?? "";
  return {
    kind: "ok",
    file: {
      key: valueOf("key"),
      name: valueOf("name"),
      goal: valueOf("goal"),
      owner: valueOf("owner"),
      action: valueOf("action"),
      review: values.get("review")?.texts[0] ?? null,
      purpose: valueOf("purpose"),
      tags: values.get("tags")?.texts ?? [],
      paused: paused === "yes",
      definition: parsed.definition,
    },
    places: new Map([...values].map(([field, { span }]) => [field, span])),
    body,
    comments: reading.comments + commentsIn(sentence),
  };
}

type Line = Span & { readonly text: string };

const BYTE_ORDER_MARK = "\uFEFF";
const isFrame = (line: Line): boolean => line.text.trimEnd() === "---";

/** Reads the fields. Returns where the sentence begins, or null when the frame is broken. */
function readHead(reading: Reading): number | null {
  const lines = linesOf(reading.text);
  const first = lines.next().value;
  if (first === undefined || !isFrame(first)) {
    const message =
      "A segment file begins with its fields between two lines of `---`, then comes the sentence";
    const span = { from: first?.from ?? 0, to: first?.to ?? 0 };
    refuse(reading, span, { code: "no_fields", message, expected: ["---"] });
    return null;
  }
  for (const line of lines) {
    if (isFrame(line)) return Math.min(line.to + 1, reading.text.length);
    readField(reading, line);
  }
  const end = { from: reading.text.length, to: reading.text.length };
  const message = "The fields are not ended by a second line of `---`";
  refuse(reading, end, { code: "fields_not_ended", message, expected: ["---"] });
  return null;
}

function* linesOf(text: string): Generator<Line, undefined> {
  let from = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  while (from < text.length) {
    const found = text.indexOf("\n", from);
    const to = found < 0 ? text.length : found;
    yield { from, to, text: text.slice(from, to).replace(/\r$/, "") };
    from = to + 1;
  }
}

const FIELD = /^\s*([^:\s]+)\s*:\s*/;

function readField(reading: Reading, line: Line): void {
  if (line.text.trim() === "") return;
  if (line.text.trimStart().startsWith("--")) {
    reading.comments++;
    return;
  }
  const [head, name = ""] = FIELD.exec(line.text) ?? [];
  const whole = { from: line.from, to: line.from + line.text.length };
  if (head === undefined) {
    const message = "Expected a field as `name: value`, or a comment behind `--`";
    refuse(reading, whole, { code: "not_a_field", message, expected: ["name: value"] });
    return;
  }
  const field = SEGMENT_FIELDS.find((known) => known === name);
  const nameFrom = line.from + line.text.indexOf(name);
  const nameSpan = { from: nameFrom, to: nameFrom + name.length };
  if (field === undefined) {
    const suggestion = nearestWord(name, SEGMENT_FIELDS);
    const hint = suggestion === null ? "" : `; did you mean \`${suggestion}\`?`;
    const message = `There is no field \`${name}\`${hint}`;
    refuse(reading, nameSpan, { code: "unknown_field", message, expected: SEGMENT_FIELDS, suggestion });
    return;
  }
  if (reading.values.has(field)) {
    refuse(reading, nameSpan, { code: "field_twice", message: `The field \`${field}\` stands here twice` });
    return;
  }
  const from = line.from + head.length;
  const written = line.text.slice(head.length).trimEnd();
  reading.values.set(field, {
    span: { from, to: from + written.length },
    texts: readValue(reading, field, written, from),
  });
}

function readValue(reading: Reading, field: SegmentField, written: string, from: number): readonly string[] {
  if (field === "tags") return readTags(reading, written, from);
  if (written === "") {
    const message = `The field \`${field}\` has no value`;
    refuse(reading, { from, to: from }, { code: "field_empty", message });
    return [];
  }
  if (field === "paused" && written !== "yes" && written !== "no") {
    const place = { from, to: from + written.length };
    const message = "`paused` is `yes` or `no`";
    refuse(reading, place, { code: "not_yes_or_no", message, expected: ["yes", "no"] });
    return [];
  }
  if (!written.startsWith('"')) return [written];
  const quoted = readQuoted(written);
  if (quoted.kind === "ok" && quoted.length === written.length) return [quoted.value];
  refuseQuoted(reading, quoted, from);
  return [];
}

/** Tags stand between commas; one that holds a comma stands in double quotes. */
function readTags(reading: Reading, written: string, from: number): readonly string[] {
  const tags: string[] = [];
  for (let at = 0; at < written.length; ) {
    const rest = written.slice(at);
    const skipped = /^[\s,]*/.exec(rest)?.[0].length ?? 0;
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    if (!rest.startsWith('"')) {
      const bare = /^[^,]*/.exec(rest)?.[0] ?? "";
      tags.push(bare.trimEnd());
      at += bare.length;
      continue;
    }
    const quoted = readQuoted(rest);
    if (quoted.kind !== "ok" || !/^\s*(?:,|$)/.test(rest.slice(quoted.length))) {
      refuseQuoted(reading, quoted, from + at);
      return tags;
    }
    tags.push(quoted.value);
    at += quoted.length;
  }
  return tags;
}

function refuseQuoted(reading: Reading, quoted: Quoted, from: number): void {
  switch (quoted.kind) {
    case "bad_escape": {
      const place = { from: from + quoted.at, to: from + quoted.at + quoted.escape.length };
      const message = `\`${quoted.escape}\` is no escape; a backslash is written \`\\\\\``;
      refuse(reading, place, { code: "bad_escape", message });
      return;
    }
    case "not_closed": {
      const message = 'The text that begins here has no closing `"` on its line';
      refuse(reading, { from, to: from + 1 }, { code: "text_not_closed", message });
      return;
    }
    case "ok": {
      const place = { from: from + quoted.length, to: from + quoted.length };
      const message = 'Nothing can stand behind the closing `"`; inside the text a quote is written `\\"`';
      refuse(reading, place, { code: "behind_quote", message });
    }
  }
}

const TEXT_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"?|--[^\n]*/g;

function commentsIn(sentence: string): number {
  return [...sentence.matchAll(TEXT_OR_COMMENT)].filter(([found]) => found.startsWith("--")).length;
}

function moved(text: string, by: number): (problem: TextProblem) => TextProblem {
  return ({ code, message, from, to, expected, suggestion }) =>
    problemAt(text, { from: from + by, to: to + by }, { code, message, expected, suggestion });
}

function refuse(reading: Reading, span: Span, parts: ProblemParts): void {
  reading.problems.push(problemAt(reading.text, span, parts));
}
