import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import { encodeIdentityCommand, type IdentityCommand } from "./identity-command.ts";
import type { IdentityReads } from "./identity-reads.ts";
import type { HeldDecision } from "./identity.ts";
import type { PersonNumber } from "../store/event-store.ts";

/** What a person may say about who is who. Each is a log record; it is in force once the resolver has come to its offset. */
export type IdentityChanges = {
  /**
   * Takes a merge back and keeps its two ids apart.
   * @throws HabitusError `not_found`; `already_undone`; `log_busy` and `storage_full` from the log.
   */
  undo(person: PersonNumber, merge: string, by: Actor): Promise<Offset>;
  /** Lets the evidence count again. @throws HabitusError `not_found` when the person has no such undone merge. */
  lift(person: PersonNumber, merge: string, by: Actor): Promise<Offset>;
  /** @throws HabitusError `not_found` when the id was never held. */
  decide(heldId: string, decision: HeldDecision, by: Actor): Promise<Offset>;
};

export function createIdentityChanges(deps: {
  readonly log: Pick<Log, "append">;
  readonly reads: IdentityReads;
}): IdentityChanges {
  const { log, reads } = deps;
  const say = async (command: IdentityCommand): Promise<Offset> => {
    const { offset } = await log.append([{ kind: "identity", payload: encodeIdentityCommand(command) }]);
    return offset;
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
