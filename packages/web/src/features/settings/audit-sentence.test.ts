import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createI18n } from "../../i18n/use-i18n.tsx";
import { auditSentence, hasSentence } from "./audit-sentence.ts";

const i18n = createI18n("UTC");
const actor = { kind: "user", id: "u1", name: "Ada" } as const;
const SERVER = new URL("../../../../server/src/", import.meta.url);

it("reads as a sentence, by the name of what was changed", () => {
  const names = new Map([["segment/loyal", "Loyal customers"]]);
  const said = (action: string, target: string, after: Readonly<Record<string, unknown>> | null = null) =>
    auditSentence(i18n, { action, target, actor, before: null, after }, names);
  expect(said("segment.pause", "segment/loyal", { paused: true })).toBe(
    "Ada paused the segment Loyal customers",
  );
  expect(said("segment.create", "segment/vip", { name: "Best" })).toBe("Ada made the segment Best");
  expect(said("tracking_plan.create", "tracking-plan/Order Completed")).toBe("Ada planned Order Completed");
  expect(said("session.begin", "user/u1")).toBe("Ada signed in");
  expect(said("import.run", "import/i1", { file: "orders.csv" })).toBe(
    "Ada began to import the file orders.csv",
  );
  expect(said("later.thing", "later/1")).toBe("Ada changed something: later.thing");
});

it("has words for every action that the server records", () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$|testing\//.test(name),
  );
  const actions = new Set<string>();
  for (const name of files) {
    const text = readFileSync(new URL(name, SERVER), "utf8");
    for (const [, action = ""] of text.matchAll(/action: "([a-z_]+\.[a-z_]+)"/g)) actions.add(action);
    const kind = /createDocuments<|createVersionedDocuments</.test(text)
      ? /^ +kind: "([a-z_]+)"/m.exec(text)?.[1]
      : undefined;
    for (const verb of kind === undefined ? [] : ["create", "change", "delete"])
      actions.add(`${kind}.${verb}`);
  }
  expect(actions.size).toBeGreaterThan(60);
  expect([...actions].filter((action) => !hasSentence(action))).toEqual([]);
});
