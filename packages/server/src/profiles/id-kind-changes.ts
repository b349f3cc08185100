import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Log } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { comeIntoForce } from "./come-into-force.ts";
import { type KindRule, type MadeKind, madeKinds } from "./id-kinds.ts";
import type { Said } from "./identity-changes.ts";
import { encodeIdentityCommand, type IdentityCommand } from "./identity-command.ts";
import type { IdentityReads } from "./identity-reads.ts";
import { type SweepLeft, sweepLeft } from "./kind-sweep.ts";

/** The kinds of ids that a workspace has made. */
export type IdKinds = {
  list(): readonly MadeKind[];
  /** What changes leave to be done; null for nothing. */
  left(): SweepLeft | null;
  /**
   * Makes a kind, changes it, or turns it on again.
   * @throws HabitusError `conflict`, `too_many`, `invalid_request` where its ids would be written otherwise than those known; what the log throws.
   */
  put(rule: KindRule, rev: number, by: Actor): Promise<Said>;
  /** @throws HabitusError `not_found` when it is not on; what the log throws. */
  turnOff(key: string, by: Actor): Promise<Said>;
  /** Does the next of what changes leave to be done. */
  sweep(): Promise<Said>;
};

export function createIdKinds(deps: {
  readonly kv: Kv;
  readonly log: Pick<Log, "append">;
  readonly reads: Pick<IdentityReads, "resolved">;
  readonly pause: (ms: number) => Promise<unknown>;
}): IdKinds {
  const { kv, log, reads, pause } = deps;
  const serially = createSerially();
  const find = (key: string): MadeKind | undefined => madeKinds(kv).find((kind) => kind.key === key);
  const say = async (command: IdentityCommand): Promise<Said> => {
    const { offset } = await log.append([{ kind: "identity", payload: encodeIdentityCommand(command) }]);
    return { offset, inForce: await comeIntoForce(offset, () => reads.resolved(), pause) };
  };
  return {
    list: () => madeKinds(kv),
    left: () => sweepLeft(kv),
    put: (rule, rev, by) =>
      serially(() => {
        const present = find(rule.key);
        refuse(rule, rev, present, madeKinds(kv).length);
        return say({ action: "kind", rule, by });
      }),
    turnOff: (key, by) =>
      serially(() => {
        if (find(key)?.isOn !== true)
          throw new HabitusError("not_found", "There is no such kind of ids that is on.");
        return say({ action: "kind_off", key, by });
      }),
    sweep: () => say({ action: "sweep" }),
  };
}

function refuse(rule: KindRule, rev: number, present: MadeKind | undefined, made: number): void {
  const known = present?.rev ?? 0;
  if (known !== rev) {
    throw new HabitusError("conflict", "Somebody changed this kind of ids since it was read.", {
      fix: "Read the kinds again and repeat the change.",
      details: { rev: known },
    });
  }
  if (present === undefined && made >= LIMITS.idKinds) {
    throw new HabitusError("too_many", `There are ${LIMITS.idKinds} kinds of ids, and can be no more.`, {
      fix: "Change one that is off.",
      details: { limit: LIMITS.idKinds },
    });
  }
  if (present !== undefined && present.format !== rule.format) {
    throw new HabitusError("invalid_request", "The format of a kind of ids stays as it is.", {
      fix: "Make another kind with another key, and turn this one off.",
      details: { problems: [{ path: "format", message: `It is "${present.format}".` }] },
    });
  }
}
