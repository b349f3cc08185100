import { fileURLToPath } from "node:url";
import {
  DEFAULT_CONTEXT,
  planDefinition,
  printDefinition,
  standInFor,
  withThresholds,
} from "@habitus/segments";
import { expect, test } from "vitest";
import { readDefinition } from "./language.ts";
import { readTemplates } from "./templates.ts";

const TEMPLATES = fileURLToPath(new URL("../../data/templates", import.meta.url));

test("every template is a sentence that is kept as it is written, with a plan, and says who is meant", async () => {
  const templates = await readTemplates(TEMPLATES);
  expect(templates.length).toBeGreaterThanOrEqual(50);
  expect(new Set(templates.map(({ key }) => key)).size).toBe(templates.length);
  for (const { key, about, definition } of templates) {
    expect(about, key).toMatch(/\.$/);
    const text = printDefinition(definition);
    expect(readDefinition(text, DEFAULT_CONTEXT), key).toMatchObject({ kind: "ok", warnings: [] });
    const context = withThresholds(definition, DEFAULT_CONTEXT, standInFor);
    expect(() => planDefinition(definition, context), key).not.toThrow();
  }
});

test("weeks of a template are those of the calendar: a week that rolls would count one evening as two", async () => {
  const texts = (await readTemplates(TEMPLATES)).map(({ definition }) => printDefinition(definition));
  expect(texts.filter((text) => /of last \d+ weeks/.test(text))).toEqual([]);
  expect(texts.filter((text) => /of last \d+ calendar weeks/.test(text))).toHaveLength(5);
});
