import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Condition, TraitWindow, ValueComparison, WindowChoice } from "../tree/definition.ts";
import { parseDefinition } from "./parse-definition.ts";

const PAGE = readFileSync(new URL("../../../../docs/language.md", import.meta.url), "utf8");

/** The first column of its tables, and the lines of its blocks; a line that is set in goes on with the one before. */
const examples = [
  ...[...PAGE.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = ""]) => cell.slice(1, -1).split("`, `")),
  ...[...PAGE.matchAll(/^```segment\n([^]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.trim().split(/\n(?! )/),
  ),
];

function trees(): readonly unknown[] {
  return examples.map((example) => {
    const parsed = parseDefinition(example);
    if (parsed.kind === "refused") throw new Error(`${example}: ${JSON.stringify(parsed.problems)}`);
    return parsed.definition;
  });
}

/** All that stands under a key somewhere in the trees. */
function saidUnder(name: string): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  JSON.stringify(trees(), (key, value: unknown) => {
    if (key === name) found.add(value);
    return value;
  });
  return found;
}

/** Every kind by its name, so that a new one is a mistake here until it is. */
type Names<Name extends string> = Readonly<Record<Name, true>>;

const CONDITIONS: Names<Condition["kind"]> = {
  everyone: true,
  list: true,
  account: true,
  accounts: true,
  members: true,
  subscribed: true,
  segment: true,
  entered: true,
  left: true,
  score: true,
  predicted: true,
  computed: true,
  "computed value": true,
  bucket: true,
  did: true,
  aggregate: true,
  "days active": true,
  stopped: true,
  restarted: true,
  sessions: true,
  "session duration": true,
  sequence: true,
  "first event": true,
  "last event": true,
  share: true,
  ratio: true,
  overdue: true,
  favourite: true,
  ranked: true,
  rfm: true,
  occasion: true,
  trait: true,
  not: true,
  and: true,
  or: true,
};

const COMPARISONS: Names<ValueComparison["op"]> = {
  exists: true,
  is: true,
  in: true,
  "<": true,
  "<=": true,
  ">": true,
  ">=": true,
  contains: true,
  "starts with": true,
  "ends with": true,
  matches: true,
  between: true,
  before: true,
  after: true,
  "on or before": true,
  "on or after": true,
  when: true,
  anniversary: true,
  includes: true,
  near: true,
  "from event": true,
  items: true,
  held: true,
  changed: true,
};

const WINDOWS: Names<WindowChoice["kind"] | TraitWindow["kind"]> = {
  ever: true,
  last: true,
  between: true,
  older: true,
  this: true,
  previous: true,
  calendar: true,
  regular: true,
  since: true,
  before: true,
  range: true,
  next: true,
  "between ahead": true,
  side: true,
  period: true,
  coming: true,
};

test("every example of the language's page is a definition", () => {
  expect(examples.length).toBeGreaterThan(80);
  expect(trees()).toHaveLength(examples.length);
});

test("the page leaves out no kind of condition, comparison and window", () => {
  const kinds = saidUnder("kind");
  const ops = saidUnder("op");
  expect([
    ...Object.keys(CONDITIONS).filter((kind) => !kinds.has(kind)),
    ...Object.keys(COMPARISONS).filter((op) => !ops.has(op)),
    ...Object.keys(WINDOWS).filter((kind) => !kinds.has(kind)),
  ]).toEqual([]);
});
