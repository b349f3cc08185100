import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { auditLog } from "../../i18n/en/audit-log.ts";
import { createI18n } from "../../i18n/use-i18n.tsx";
import { auditSentence } from "./audit-sentence.ts";

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
  expect(said("job.start", "job/j1", { kind: "model-run" })).toBe("Ada began to run a model");
  expect(said("job.start", "job/j2", { kind: "later" })).toBe("Ada started a job");
  expect(said("later.thing", "later/1")).toBe("Ada changed something: later.thing");
});

it("has words for every action that the server records", () => {
  const actions = recordedActions(serverTexts());
  expect(actions.length).toBeGreaterThan(70);
  const said = (action: string): string =>
    auditSentence(i18n, { action, target: "one/1", actor, before: null, after: null }, new Map());
  expect(actions.filter((action) => said(action).includes(action))).toEqual([]);
});

it("has words for every kind of job", () => {
  const kinds = serverTexts().flatMap((text) =>
    [...text.matchAll(/_JOB = "([a-z-]+)"/g)].map(([, kind = ""]) => kind),
  );
  expect(kinds.length).toBeGreaterThan(15);
  expect(kinds.filter((kind) => !Object.hasOwn(auditLog, `audit.began.${kind}`))).toEqual([]);
});

it("finds the actions also where one is chosen or handed on", () => {
  const chosen = `audit({ by, action: isAside\n ? "thing.put_aside"\n : "thing.bring_back", target: "things" })`;
  expect(recordedActions([chosen, 'await told(by, "thing.hide"); open("data.mdb")'])).toEqual([
    "thing.bring_back",
    "thing.hide",
    "thing.put_aside",
  ]);
  expect(recordedActions(['createDocuments<X>({\n  kind: "note",\n})'])).toEqual([
    "note.change",
    "note.create",
    "note.delete",
  ]);
});

/** What the server is made of, without its tests. */
function serverTexts(): readonly string[] {
  return readdirSync(SERVER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.(test|contract)\.ts$|testing\//.test(name))
    .map((name) => readFileSync(new URL(name, SERVER), "utf8"));
}

/** Thing and verb; names of files and types of messages look alike. */
const literals = (text: string): readonly string[] =>
  [...text.matchAll(/(?<!\btype: )"([a-z_]+\.(?!json")[a-z_]+)"/g)].map(([, literal = ""]) => literal);

/** Actions that stand after `action:`, all others of the same things wherever they are handed on, and those of documents. */
function recordedActions(texts: readonly string[]): readonly string[] {
  const written = texts.flatMap((text) =>
    [...text.matchAll(/\baction:([^,;{}]*)/g)].flatMap(([, chosen = ""]) => literals(chosen)),
  );
  const documents = texts.flatMap((text) =>
    /create(?:Versioned)?Documents[<(]/.test(text) ? (/^ +kind: "([a-z_]+)"/m.exec(text)?.[1] ?? []) : [],
  );
  const kindOf = (action: string): string => action.slice(0, action.indexOf("."));
  const kinds = new Set([...written.map(kindOf), ...documents]);
  const handedOn = texts.flatMap(literals).filter((action) => kinds.has(kindOf(action)));
  const made = documents.flatMap((kind) => ["create", "change", "delete"].map((verb) => `${kind}.${verb}`));
  return [...new Set([...handedOn, ...made])].toSorted();
}
