import { describe, expect, test } from "vitest";
import { printDefinition } from "../text/print-definition.ts";
import { printSegmentFile } from "./print-segment-file.ts";
import { readSegmentFile } from "./read-segment-file.ts";

const HEAD = `---
key: big-spenders
name: Big spenders
goal: A good start: a second order
owner: Sales
action: Call them
review: 2026-03-01
purpose: marketing
tags: value, "one, two"
---
`;
const FILE = `${HEAD}sum of "Order Completed".revenue >= 5000\n`;

function mustRead(text: string) {
  const read = readSegmentFile(text);
  if (read.kind === "refused") throw new Error(JSON.stringify(read.problems));
  return read;
}

/** `line:column code` of each problem. */
function refusals(text: string): readonly string[] {
  const read = readSegmentFile(text);
  return read.kind === "ok" ? [] : read.problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
}

describe("reading", () => {
  test("fields and sentence", () => {
    const { file, places, comments } = mustRead(FILE);
    expect(file).toMatchObject({
      key: "big-spenders",
      goal: "A good start: a second order",
      review: "2026-03-01",
      tags: ["value", "one, two"],
    });
    expect(printDefinition(file.definition)).toBe('sum of "Order Completed".revenue >= 5000');
    expect(comments).toBe(0);
    const place = places.get("owner");
    expect(FILE.slice(place?.from, place?.to)).toBe("Sales");
  });

  test("a segment is paused where its file says so", () => {
    expect(mustRead(FILE).file.paused).toBe(false);
    const paused = FILE.replace("tags:", "paused: yes\ntags:");
    expect(mustRead(paused).file.paused).toBe(true);
    expect(printSegmentFile(mustRead(paused).file)).toContain("\npaused: yes\n---\n");
    expect(mustRead(paused.replace("yes", "no")).file).toEqual(mustRead(FILE).file);
    expect(refusals(paused.replace("yes", "maybe"))).toEqual(["9:9 not_yes_or_no"]);
  });

  test("line ends of Windows, a byte order mark, blank lines and the order of fields do not matter", () => {
    const lines = FILE.split("\n");
    const shuffled = [lines[0], "", lines[3], lines[1], lines[2], ...lines.slice(4)].join("\r\n");
    expect(mustRead(`\uFEFF${shuffled}`).file).toEqual(mustRead(FILE).file);
  });

  test("comments stand among the fields and in the sentence, and are counted", () => {
    const text = `${HEAD.replace("owner:", "-- who answers\nowner:")}-- why 5000\nsum of Order."a -- b" >= 5000 -- euro\n`;
    expect(mustRead(text).comments).toBe(3);
    expect(mustRead(text.replace("A good", "-- A good")).file.goal).toBe("-- A good start: a second order");
  });

  test("a value in quotes may hold what would end its line", () => {
    const text = FILE.replace("Call them", '"Call them\\n\\"soon\\" \\\\"');
    expect(mustRead(text).file.action).toBe('Call them\n"soon" \\');
  });

  test("review date and tags may be absent", () => {
    const { file } = mustRead(FILE.replace(/review.*\n/, "").replace(/tags.*\n/, ""));
    expect(file).toMatchObject({ review: null, tags: [] });
  });
});

describe("refusing", () => {
  test("names line and column in the file, of the sentence too", () => {
    expect(refusals(FILE.replace("revenue >=", "revenue =>"))).toEqual(["11:34 unknown_operator"]);
    expect(refusals(`${HEAD}\n\ndid Order att least 2 times`)).toEqual(["13:11 unexpected_word"]);
    expect(refusals(HEAD)).toEqual(["11:1 unexpected_end"]);
  });

  test.each([
    ["", ["1:1 no_fields"]],
    ["did Order", ["1:1 no_fields"]],
    ["---\nkey: a\n", ["3:1 fields_not_ended"]],
    [FILE.replace("owner: Sales", "owner Sales"), ["1:1 field_missing", "5:1 not_a_field"]],
    [FILE.replace("owner: Sales", "owner:"), ["5:7 field_empty"]],
    [FILE.replace("owner:", "ower:"), ["5:1 unknown_field"]],
    [FILE.replace("owner: Sales", "name: Sales"), ["1:1 field_missing", "5:1 field_twice"]],
    [FILE.replace("owner: Sales", 'owner: "Sales'), ["5:8 text_not_closed"]],
    [FILE.replace("owner: Sales", 'owner: "Sa\\les"'), ["5:11 bad_escape"]],
    [FILE.replace("owner: Sales", 'owner: "Sales" team'), ["5:15 behind_quote"]],
    [FILE.replace('"one, two"', '"one" two'), ["9:19 behind_quote"]],
  ])("%#", (text, expected) => {
    expect(refusals(text)).toEqual(expected);
  });

  test("offers the field that may be meant", () => {
    const read = readSegmentFile(FILE.replace("owner:", "ower:"));
    expect(read).toMatchObject({ problems: [{ suggestion: "owner" }] });
  });
});

describe("printing", () => {
  test("is canonical", () => {
    expect(printSegmentFile(mustRead(FILE).file)).toBe(FILE);
  });

  test("a long row has a condition per line", () => {
    const body = [
      'did "Order Completed" in last 30 days',
      '  and did "Order Completed" at least 8 times in last 365 days',
      '  and (country is "Germany" or country is "Austria")',
      "",
    ].join("\n");
    expect(printSegmentFile(mustRead(HEAD + body).file)).toBe(HEAD + body);
  });
});
