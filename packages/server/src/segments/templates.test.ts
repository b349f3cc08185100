import { fileURLToPath } from "node:url";
import {
  DEFAULT_CONTEXT,
  type Condition,
  type Definition,
  eventsRead,
  missingPopulations,
  planDefinition,
  printDefinition,
  type RfmTest,
  scoresReadBy,
  standardEventNames,
  standInFor,
  withThresholds,
} from "@habitus/segments";
import { expect, test } from "vitest";
import { readDefinition } from "./language.ts";
import { readTemplates, type Template } from "./templates.ts";

const TEMPLATES = fileURLToPath(new URL("../../data/templates", import.meta.url));

test("every template is a sentence that is kept as it is written, with a plan, and says who is meant", async () => {
  const templates = await readTemplates(TEMPLATES);
  expect(templates.length).toBeGreaterThanOrEqual(50);
  expect(new Set(templates.map(({ key }) => key)).size).toBe(templates.length);
  expect(new Set(templates.map(({ family, name }) => `${family}: ${name}`)).size).toBe(templates.length);
  for (const { key, about, definition } of templates) {
    expect(about, key).toMatch(/\.$/);
    const text = printDefinition(definition);
    expect(readDefinition(text, DEFAULT_CONTEXT), key).toMatchObject({ kind: "ok", warnings: [] });
    // Whether a score says who belongs together, or where to invest, only the workspace knows.
    expect(scoresReadBy(definition), key).toEqual([]);
    const context = withThresholds(definition, DEFAULT_CONTEXT, standInFor);
    expect(() => planDefinition(definition, context), key).not.toThrow();
  }
});

test("weeks of a template are those of the calendar: a week that rolls would count one evening as two", async () => {
  const texts = (await readTemplates(TEMPLATES)).map(({ definition }) => printDefinition(definition));
  expect(texts.filter((text) => /of last \d+ weeks/.test(text))).toEqual([]);
  expect(texts.filter((text) => /of last \d+ calendar weeks/.test(text))).toHaveLength(5);
});

/** What templates name beside the events of the catalogue: each workspace has events of its own for it. */
const OWN = ["Feature Used"];

test("templates name events of the catalogue, and of messages only those that people opened or clicked", async () => {
  const known = [...standardEventNames(), ...OWN];
  for (const { key, definition } of await readTemplates(TEMPLATES)) {
    const json = JSON.stringify(definition);
    const named = [...json.matchAll(/"event":"([^"]+)"/g)].map(([, name]) => name);
    expect([key, named.filter((name) => name === undefined || !known.includes(name))]).toEqual([key, []]);
    const byAnybody = /"Message (Opened|Clicked)"/.test(json) && !json.includes('["machine"]');
    expect([key, byAnybody]).toEqual([key, false]);
  }
});

/** Every score of frequency may be that of people with one order: where most have one, it is the best. */
test("whoever bought is in one of the groups of recency, frequency and money, and in no two", async () => {
  const groups = (await readTemplates(TEMPLATES)).filter(({ family }) => family === "RFM");
  const five = [1, 2, 3, 4, 5];
  const all = five.flatMap((recency) =>
    five.flatMap((frequency) =>
      five.flatMap((monetary) => [1, 2].map((orders) => ({ recency, frequency, monetary, orders }))),
    ),
  );
  for (const buyer of all) {
    const meant = groups.filter(({ definition }) => isMeant(definition.condition, buyer));
    expect({ ...buyer, groups: meant.map(({ key }) => key) }).toMatchObject({
      groups: [expect.any(String)],
    });
  }
});

const SCORES = ["recency", "frequency", "monetary"] as const;
type Buyer = Readonly<Record<(typeof SCORES)[number] | "orders", number>>;

/** Whether somebody with these scores and orders is meant, by the shapes that these templates have. */
function isMeant(condition: Condition, buyer: Buyer): boolean {
  const { kind } = condition;
  if (kind === "and") return condition.of.every((each) => isMeant(each, buyer));
  if (kind === "or") return condition.of.some((each) => isMeant(each, buyer));
  if (kind === "not") return !isMeant(condition.of, buyer);
  if (kind === "rfm") return SCORES.every((score) => isMet(condition[score], buyer[score]));
  if (kind === "did" && condition.count?.op === "exactly") return buyer.orders === condition.count.n;
  if (kind === "did" && condition.count?.op === "at least") return buyer.orders >= condition.count.n;
  throw new Error(`no shape of these templates: ${kind}`);
}

function isMet(test: RfmTest | undefined, score: number): boolean {
  switch (test?.op) {
    case undefined:
      return true;
    case "=":
      return score === test.n;
    case "<":
      return score < test.n;
    case "<=":
      return score <= test.n;
    case ">":
      return score > test.n;
    case ">=":
      return score >= test.n;
  }
}

const PAGE = fileURLToPath(new URL("../../../../docs/templates.md", import.meta.url));

test("docs/templates.md says what the templates say", async () => {
  await expect(pageOf(await readTemplates(TEMPLATES))).toMatchFileSnapshot(PAGE);
});

function pageOf(templates: readonly Template[]): string {
  const families = [...new Set(templates.map(({ family }) => family))];
  const parts = families.map((family) => {
    const own = templates.filter((template) => template.family === family);
    return `## ${family}\n\n${own.map(partOf).join("\n")}`;
  });
  return `${HEAD}\n${parts.join("\n")}`;
}

const HEAD = `# Segments to begin with

Events are called as the [events the product knows](events.md) are; whoever takes one says on the page which of their own are meant. \`habitus templates\` prints them, with \`--into DIR\` it writes them
as [files](segments-as-code.md), \`GET /api/templates\` and "New segment" offer them. A test writes this page.
`;

function partOf({ key, name, about, definition }: Template): string {
  const events = eventsOf(definition);
  const reads = events.length === 0 ? "no events" : events.map((event) => `\`${event}\``).join(", ");
  return `### ${name}\n\n${about} \`${key}\` reads ${reads}.\n\n\`\`\`\n${printDefinition(definition)}\n\`\`\`\n`;
}

/** Names of events, each once. */
function eventsOf(definition: Definition): readonly string[] {
  const context = withThresholds(definition, DEFAULT_CONTEXT, standInFor);
  const populations = missingPopulations(definition, DEFAULT_CONTEXT);
  const ranked = populations.flatMap(({ people }) => people.leaves);
  const read = eventsRead([...planDefinition(definition, context).leaves, ...ranked]);
  return [
    ...new Set(read.map(({ name }) => (typeof name === "string" ? name : `${name.startsWith}…`))),
  ].sort();
}
