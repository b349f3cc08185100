import type { HeldId, Merge } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { Caller } from "../../../../access/access.ts";
import type { Said } from "../../../../profiles/identity-changes.ts";
import type { HeldLine, MergeLine } from "../../../../profiles/identity-reads.ts";
import { personId } from "../../../../profiles/identity.ts";
import { onlyMeant } from "../../../../profiles/only-meant.ts";
import type { SaidAs } from "../../../../profiles/profile-reads.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found } from "../shared.ts";

type IdentityOperations =
  | "listPersonMerges"
  | "unmergePerson"
  | "liftUnmerge"
  | "listHeldIds"
  | "decideHeldId";

export function identityHandlers(deps: ManagementDeps): HandlersFor<IdentityOperations> {
  const { access, identity, profiles, now } = deps;
  const { reads, changes } = identity;
  const onlyOf = (id: string, as: SaidAs | undefined, act: string): PersonNumber =>
    onlyMeant(profiles, id, act, as).person;
  const audited = async (
    { actor }: Caller,
    action: string,
    target: string,
    after: Readonly<Record<string, unknown>>,
    said: Said,
  ): Promise<Said> => {
    await access.audit.write({
      actor,
      at: now(),
      action,
      target,
      before: null,
      after: { ...after, offset: said.offset },
    });
    return said;
  };

  return {
    listPersonMerges: ({ params, query }) =>
      reads.merges(found(profiles.find(params.id, query.as), "person")).map(toMerge),
    async unmergePerson({ params, query, body }, { caller }) {
      const person = onlyOf(params.id, query.as, "Say it of the one");
      const said = await changes.undo(person, body.merge, caller.actor);
      return audited(caller, "person.unmerge", `person/${personId(person)}`, { merge: body.merge }, said);
    },
    async liftUnmerge({ params, query, body }, { caller }) {
      const person = onlyOf(params.id, query.as, "Say it of the one");
      const said = await changes.lift(person, body.merge, caller.actor);
      return audited(
        caller,
        "person.lift_unmerge",
        `person/${personId(person)}`,
        { merge: body.merge },
        said,
      );
    },
    listHeldIds: () => reads.held().map(toHeldId),
    async decideHeldId({ params, body }, { caller }) {
      const said = await changes.decide(params.id, body.decision, caller.actor);
      return audited(caller, "held_id.decide", `held-id/${params.id}`, { decision: body.decision }, said);
    },
  };
}

function toMerge({ id, at, cause, between, ids, undone }: MergeLine): Merge {
  return {
    id,
    at: formatInstant(at),
    cause,
    between: between.map(({ kind, value }) => ({ kind, value })),
    nodes: ids.map(({ kind, value }) => ({ kind, value })),
    undone: undone === null ? null : { by: undone.by, at: formatInstant(undone.at) },
  };
}

const STATES = { allow: "allowed", refuse: "refused" } as const;

function toHeldId({ id, identifier, neighbours, since, decision }: HeldLine): HeldId {
  const state = decision === null ? "waiting" : STATES[decision];
  return { id, identifier: { ...identifier }, neighbours, since: formatInstant(since), state };
}
