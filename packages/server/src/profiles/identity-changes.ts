import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import { encodeIdentityCommand, type IdentityCommand } from "./identity-command.ts";
import { comeIntoForce } from "./come-into-force.ts";
import type { IdentityReads } from "./identity-reads.ts";
import type { HeldDecision } from "./identity.ts";
import type { PersonNumber } from "../store/event-store.ts";

/** A log record; it is in force once the resolver has come to it. */
export type Said = { readonly offset: Offset; readonly inForce: boolean };

/** What a person may say about who is who. */
export type IdentityChanges = {
  /**
   * Takes a merge back and keeps its two ids apart.
   * @throws HabitusError `not_found`; `already_undone`; `log_busy` and `storage_full` from the log.
   */
  undo(person: PersonNumber, merge: string, by: Actor): Promise<Said>;
  /** Lets the evidence count again. @throws HabitusError `not_found` when the person has no such undone merge. */
  lift(person: PersonNumber, merge: string, by: Actor): Promise<Said>;
  /** @throws HabitusError `not_found` when the id was never held. */
  decide(heldId: string, decision: HeldDecision, by: Actor): Promise<Said>;
};

export function createIdentityChanges(deps: {
  readonly log: Pick<Log, "append">;
  readonly reads: IdentityReads;
  readonly pause: (ms: number) => Promise<unknown>;
}): IdentityChanges {
  const { log, reads, pause } = deps;
  const say = async (command: IdentityCommand): Promise<Said> => {
    const { offset } = await log.append([{ kind: "identity", payload: encodeIdentityCommand(command) }]);
    return { offset, inForce: await comeIntoForce(offset, () => reads.resolved(), pause) };
  };
  return {
    async undo(person, merge, by) {
      const pair = reads.merge(person, merge);
      if (pair === null) throw new HabitusError("not_found", "This person has no such merge.");
      const { a, b, cause, time, undone } = pair;
      if (undone) throw new HabitusError("already_undone", "This merge was undone before.");
      return say({ action: "cut", a, b, cause, time, by });
    },
    async lift(person, merge, by) {
      const pair = reads.merge(person, merge);
      if (pair?.undone !== true) {
        throw new HabitusError("not_found", "This person has no such merge that was undone.");
      }
      return say({ action: "lift", a: pair.a, b: pair.b, by });
    },
    async decide(heldId, decision, by) {
      const id = reads.heldId(heldId);
      if (id === null) throw new HabitusError("not_found", "There is no such id under review.");
      return say({ action: "decide", id, decision, by });
    },
  };
}
