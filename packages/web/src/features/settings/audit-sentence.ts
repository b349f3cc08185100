import type { AuditEntry } from "@habitus/contract";
import { auditLog } from "../../i18n/en/audit-log.ts";
import type { I18n } from "../../i18n/use-i18n.tsx";

type Key = keyof typeof auditLog;
type Special = Extract<Key, `audit.is.${string}`>;
type Began = Extract<Key, `audit.began.${string}`>;
type Thing = Extract<Key, `audit.thing.${string}`>;

const VERBS = {
  create: "audit.made",
  edit: "audit.changed",
  change: "audit.changed",
  delete: "audit.deleted",
} as const;

/** Names by what entries are about, such as `segment/vip`; what is gone may have none. */
export type TargetNames = ReadonlyMap<string, string>;

/** The change as a sentence; an action that this page does not know yet is named as it is recorded. */
export function auditSentence(
  { t }: Pick<I18n, "t">,
  entry: Pick<AuditEntry, "action" | "target" | "actor" | "before" | "after">,
  names: TargetNames,
): string {
  const { action, actor } = entry;
  const said = { who: actor.name, name: nameOf(entry, names) };
  const began = `audit.began.${String(entry.after?.["kind"])}`;
  if (action === "job.start" && isBegan(began)) return t(began, said);
  const special = `audit.is.${action}`;
  if (isSpecial(special)) return t(special, said);
  const [kind = "", verb = ""] = action.split(".");
  const thing = `audit.thing.${kind}`;
  if (isThing(thing) && isVerb(verb)) return t(VERBS[verb], { ...said, thing: t(thing) });
  return t("audit.other", { who: actor.name, action });
}

type ThingName = Thing extends `audit.thing.${infer Name}` ? Name : never;

/** The things changes can be of, as the first part of an action names them; in order of their words. */
export function auditThings(): readonly ThingName[] {
  const prefix = "audit.thing.";
  const things = Object.keys(auditLog).filter(isThing);
  const byWord = things.toSorted((a, b) => auditLog[a].localeCompare(auditLog[b]));
  return byWord.map((key) => key.slice(prefix.length) as ThingName);
}

function nameOf(
  { target, before, after }: Pick<AuditEntry, "target" | "before" | "after">,
  names: TargetNames,
): string {
  const told = after?.["name"] ?? before?.["name"] ?? after?.["file"];
  if (typeof told === "string") return told;
  return names.get(target) ?? target.slice(target.indexOf("/") + 1);
}

function isSpecial(key: string): key is Special {
  return key.startsWith("audit.is.") && Object.hasOwn(auditLog, key);
}

function isBegan(key: string): key is Began {
  return Object.hasOwn(auditLog, key);
}

function isThing(key: string): key is Thing {
  return key.startsWith("audit.thing.") && Object.hasOwn(auditLog, key);
}

function isVerb(verb: string): verb is keyof typeof VERBS {
  return Object.hasOwn(VERBS, verb);
}
