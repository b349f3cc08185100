import { type AccountEntry, PAGE_SIZES } from "@habitus/contract";
import { reservedTrait } from "@habitus/kernel";
import { removeMembers } from "../../../../people/account-members.ts";
import type { AccountRecord } from "../../../../profiles/account-state.ts";
import { seenBy } from "../../../../profiles/seen-times.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found, isoOrNull, PAGE } from "../shared.ts";
import { shownTraits } from "./shown-traits.ts";

type AccountOperations = "listAccounts" | "getAccount" | "listAccountMembers" | "removeAccountMembers";

export function accountHandlers(deps: ManagementDeps): HandlersFor<AccountOperations> {
  const { accounts, access, evaluator, profiles, facts, workspace, now } = deps;
  const logicalNow = () => workspace.logicalNow();
  const present = (id: string): AccountRecord => found(accounts.get(id), "account");
  const toEntry = ({ id, members, ...times }: AccountRecord): AccountEntry => {
    const { firstSeen, lastSeen } = seenBy(times, now());
    const seen = { firstSeen: isoOrNull(firstSeen), lastSeen: isoOrNull(lastSeen) };
    return { id, name: accounts.name(id), members, ...seen };
  };
  return {
    listAccounts({ query }) {
      const page = accounts.search(query.search ?? "", query.after ?? null, query.limit ?? PAGE);
      return { accounts: page.accounts.map(toEntry), next: page.next };
    },
    getAccount({ params }) {
      const account = present(params.id);
      return { ...toEntry(account), ...shownTraits(accounts.traits(account.id)) };
    },
    async listAccountMembers({ params, query }, { signal }) {
      const { id } = present(params.id);
      const { after = null, limit = PAGE_SIZES.members.fallback } = query;
      return evaluator.withTrait(reservedTrait("account", id), { after, limit, signal });
    },
    async removeAccountMembers({ params, query, body }, { caller }) {
      const { id } = present(params.id);
      const done = await removeMembers({ accounts, profiles, facts, logicalNow }, id, body.ids, query.as);
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "account.remove_members",
        target: `account/${id}`,
        before: null,
        after: { removed: done.removed, unchanged: done.unchanged },
      });
      return done;
    },
  };
}
