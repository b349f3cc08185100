import { type Actor, LIMITS } from "@habitus/contract";
import { PHONE_COUNTRIES } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { comeIntoForce } from "./come-into-force.ts";
import {
  type IdSource,
  type KindRule,
  type MadeKind,
  madeKinds,
  sourceName,
  writesOtherwise,
} from "./id-kinds.ts";
import type { Said } from "./identity-changes.ts";
import { encodeIdentityCommand, type IdentityCommand } from "./identity-command.ts";
import type { IdentityReads } from "./identity-reads.ts";
import { type SweepLeft, sweepLeft } from "./kind-sweep.ts";
import { type UnreadIds, unreadIds, unreadPeople, type UnreadSource } from "./unread-ids.ts";

/** The kinds of ids that a workspace has made. */
export type IdKinds = {
  /** As they were said last, be it in force or not yet. */
  list(): readonly MadeKind[];
  /** What stood where their ids are read and is none, as far as the resolver has come. */
  unread(): readonly UnreadIds[];
  /** Who has said what is none, where ids of the kind are read: up to a thousand ids' people, ascending. */
  unreadPeople(kind: string, source: UnreadSource): readonly PersonNumber[];
  /** What changes leave to be done; null for nothing. */
  left(): SweepLeft | null;
  /**
   * Makes a kind, changes it, or turns it on again.
   * @throws HabitusError `conflict`, `too_many`, `invalid_request` where its ids would be written otherwise than those known, or those known
   * come from where it would not be read any more; what the log throws.
   */
  put(rule: KindRule, rev: number, by: Actor): Promise<KindSaid>;
  /** @throws HabitusError `not_found` when it is not on; what the log throws. */
  turnOff(key: string, by: Actor): Promise<KindSaid>;
  /** Does the next of what changes leave to be done. */
  sweep(): Promise<Said>;
};

/** What was said of a kind, and before; null for a new one. */
export type KindSaid = Said & { readonly before: MadeKind | null; readonly after: MadeKind };

export function createIdKinds(deps: {
  readonly kv: Kv;
  readonly log: Pick<Log, "append">;
  readonly reads: Pick<IdentityReads, "resolved">;
  readonly pause: (ms: number) => Promise<unknown>;
}): IdKinds {
  const { kv, log, reads, pause } = deps;
  const serially = createSerially();
  /** What the resolver may not have come to yet, by key. */
  const ahead = new Map<string, MadeKind>();
  const list = (): readonly MadeKind[] => {
    const resolved = reads.resolved();
    for (const [key, { rev }] of ahead) if (rev <= resolved) ahead.delete(key);
    const known = madeKinds(kv);
    const more = [...ahead.values()].filter(({ key }) => known.every((kind) => kind.key !== key));
    return [...known.map((kind) => ahead.get(kind.key) ?? kind), ...more];
  };
  const find = (key: string): MadeKind | null => list().find((kind) => kind.key === key) ?? null;
  const append = async (command: IdentityCommand): Promise<Offset> => {
    const { offset } = await log.append([{ kind: "identity", payload: encodeIdentityCommand(command) }]);
    return offset;
  };
  const inForce = (offset: Offset) => comeIntoForce(offset, () => reads.resolved(), pause);
  const say = async (command: IdentityCommand, kind: Omit<MadeKind, "rev">): Promise<KindSaid> => {
    const before = find(kind.key);
    const offset = await append(command);
    const after = { ...kind, rev: offset };
    ahead.set(kind.key, after);
    return { offset, inForce: await inForce(offset), before, after };
  };
  return {
    list,
    unread: () => unreadIds(kv),
    unreadPeople: (kind, source) => unreadPeople(kv, kind, source),
    left: () => sweepLeft(kv),
    put: (rule, rev, by) =>
      serially(() => {
        refuse(rule, rev, find(rule.key), list().length);
        return say({ action: "kind", rule, by }, { ...rule, isOn: true });
      }),
    turnOff: (key, by) =>
      serially(() => {
        const present = find(key);
        if (present?.isOn !== true)
          throw new HabitusError("not_found", "There is no such kind of ids that is on.");
        return say({ action: "kind_off", key, by }, { ...present, isOn: false });
      }),
    async sweep() {
      const offset = await append({ action: "sweep" });
      return { offset, inForce: await inForce(offset) };
    },
  };
}

function refuse(rule: KindRule, rev: number, present: MadeKind | null, made: number): void {
  const known = present?.rev ?? 0;
  if (known !== rev) {
    throw new HabitusError("conflict", "Somebody changed this kind of ids since it was read.", {
      fix: "Read the kinds again and repeat the change.",
      details: { rev: known },
    });
  }
  if (present === null && made >= LIMITS.idKinds) {
    throw new HabitusError("too_many", `There are ${LIMITS.idKinds} kinds of ids, and can be no more.`, {
      fix: "Change one that is off.",
      details: { limit: LIMITS.idKinds },
    });
  }
  refuseCountry(rule);
  if (present === null) return;
  if (present.format !== rule.format) {
    const message = `It is "${present.format}".`;
    refuseChange("The format of a kind of ids stays as it is.", { path: "format", message });
  }
  if (writesOtherwise(present, rule)) {
    const message = `It is "${present.country}".`;
    refuseChange("The country of a kind of phone numbers stays as it is once it is said.", {
      path: "country",
      message,
    });
  }
  const gone = present.sources.find((source) => !rule.sources.some((each) => isSame(source, each)));
  if (gone !== undefined) {
    const message = `The ${SOURCE_NAMES[gone.from]} "${sourceName(gone)}" is missing.`;
    // Of an id it is not known by which of its sources it came: it could neither be taken back nor be told by its purpose.
    refuseChange("Where a kind of ids was read, it goes on to be.", { path: "sources", message });
  }
}

function refuseCountry(rule: KindRule): void {
  if (rule.country === undefined) return;
  if (rule.format !== "phone") {
    const message = "Only phone numbers have one.";
    refuseChange("Ids of this format are of no country.", { path: "country", message });
  }
  if (!PHONE_COUNTRIES.includes(rule.country)) {
    throw new HabitusError("invalid_request", `How numbers are dialled in "${rule.country}" is not known.`, {
      fix: "Leave the country out: numbers with their country's code are read all the same.",
      details: { problems: [{ path: "country", message: `Known are ${PHONE_COUNTRIES.join(", ")}.` }] },
    });
  }
}

function isSame(a: IdSource, b: IdSource): boolean {
  return a.from === b.from && sourceName(a) === sourceName(b);
}

const SOURCE_NAMES = { trait: "trait", property: "property", external_id: "external id" } as const;

function refuseChange(text: string, problem: { readonly path: string; readonly message: string }): never {
  throw new HabitusError("invalid_request", text, {
    fix: "Make another kind with another key, and turn this one off.",
    details: { problems: [problem] },
  });
}
