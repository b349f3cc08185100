import { type List, PAGE_SIZES, type SubscriptionGroup } from "@habitus/contract";
import { formatInstant, reservedTrait } from "@habitus/kernel";
import type { ListOutcome, ListView } from "../../../../people/lists.ts";
import type { SubscriptionGroupRecord } from "../../../../people/subscriptions.ts";
import { personId } from "../../../../profiles/identity.ts";
import { onlyMeant } from "../../../../profiles/only-meant.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found } from "../shared.ts";

type ListOperations =
  | "listLists"
  | "getList"
  | "replaceList"
  | "changeListMembers"
  | "uploadList"
  | "deleteList"
  | "listListMembers"
  | "listSubscriptionGroups"
  | "editSubscriptionGroup"
  | "deleteSubscriptionGroup"
  | "setPersonSubscription";

export function listHandlers(deps: ManagementDeps): HandlersFor<ListOperations> {
  const { lists, subscriptions, facts, access, profiles, evaluator, workspace, now } = deps;
  return {
    listLists: () => ({ lists: lists.list().map(toList) }),
    getList: ({ params }) => toList(lists.get(params.key)),
    replaceList: async ({ params, body }, { caller }) => {
      const steps = [{ mode: "replace", ids: body.members }] as const;
      return toOutcome(await lists.change(params.key, { name: body.name, steps }, caller.actor));
    },
    async changeListMembers({ params, body }, { caller }) {
      const { add = [], remove = [] } = body;
      const steps = [
        { mode: "remove", ids: remove },
        { mode: "add", ids: add },
      ] as const;
      const given = steps.filter(({ ids }) => ids.length > 0);
      return toOutcome(await lists.change(params.key, { name: null, steps: given }, caller.actor));
    },
    async uploadList({ params, query, body }, { caller }) {
      const upload = { name: query.name ?? null, mode: query.mode, file: body };
      return toOutcome(await lists.upload(params.key, upload, caller.actor));
    },
    deleteList: async ({ params }, { caller }) => toOutcome(await lists.remove(params.key, caller.actor)),
    async listListMembers({ params, query }, { signal }) {
      lists.get(params.key);
      const { after = null, limit = PAGE_SIZES.members.fallback } = query;
      return evaluator.withTrait(reservedTrait("list", params.key), { after, limit, signal });
    },
    listSubscriptionGroups: () => ({ groups: subscriptions.list().map(toGroup) }),
    editSubscriptionGroup: async ({ params, body }, { caller }) =>
      toGroup(await subscriptions.set(params.key, body, body.rev, caller.actor)),
    async deleteSubscriptionGroup({ params }, { caller }) {
      await subscriptions.remove(params.key, caller.actor);
      return undefined;
    },
    async setPersonSubscription({ params, query, body }, { caller }) {
      const { id, person } = onlyMeant(profiles, params.id, "Say it of the one", query.as);
      found(subscriptions.get(params.group), "subscription group");
      const name = reservedTrait("subscription", params.group);
      const value = JSON.stringify(body.subscribed);
      const fact = { id, name, value, time: workspace.logicalNow(), idHash: null, proof: null };
      const said = await facts.say([fact]);
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "person.subscription",
        target: `person/${personId(person)}`,
        before: null,
        after: { group: params.group, subscribed: body.subscribed, offset: said.offset },
      });
      return said;
    },
  };
}

function toList({ createdAt, updatedAt, ...rest }: ListView): List {
  return { ...rest, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}

function toOutcome({ list, change, job }: ListOutcome) {
  return { list: toList(list), change, job: job === null ? null : toJob(job) };
}

function toGroup({ updatedAt, ...rest }: SubscriptionGroupRecord): SubscriptionGroup {
  return { ...rest, updatedAt: formatInstant(updatedAt) };
}
