import type { ComputedTrait } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { type ComputedPerson, parseComputed } from "@habitus/segments";
import type { ComputedTraitRecord } from "../../../../segments/computed-traits.ts";
import type { SaidAs } from "../../../../profiles/profile-reads.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { refuseMixedMoney } from "../../refuse-mixed-money.ts";
import { ALL_RECORDS, found } from "../shared.ts";

type ComputedOperations =
  | "listComputedTraits"
  | "editComputedTrait"
  | "deleteComputedTrait"
  | "tryComputedTrait"
  | "getPersonComputed";

export function computedTraitHandlers(deps: ManagementDeps): HandlersFor<ComputedOperations> {
  const { computedTraits, profiles, reload, workspace, context } = deps;
  const personOf = async (id: string, signal: AbortSignal, as?: SaidAs): Promise<ComputedPerson> => {
    const { ids, nodes } = found(profiles.profile(found(profiles.find(id, as), "person")), "person");
    const userId = ids.find(({ kind }) => kind === "user")?.value ?? null;
    return { history: await reload.history(nodes, ALL_RECORDS, signal), userId };
  };
  return {
    listComputedTraits: () => ({ computedTraits: computedTraits.list().map(toComputedTrait) }),
    async editComputedTrait({ params, body }, { caller }) {
      const read = parseComputed(body.definition);
      if (read.kind === "ok") await refuseMixedMoney(deps, read.definition, null);
      return toComputedTrait(await computedTraits.set(params.key, body, body.rev, caller.actor));
    },
    async deleteComputedTrait({ params }, { caller }) {
      await computedTraits.remove(params.key, caller.actor);
      return undefined;
    },
    async tryComputedTrait({ body }, { signal }) {
      const read = computedTraits.read(body.definition);
      if (read.kind === "refused") return { definition: null, problems: [...read.problems], value: null };
      const { definition } = read;
      const person = body.person === undefined ? null : await personOf(body.person, signal);
      const value =
        person === null ? null : computedTraits.value(definition, context(), person, workspace.logicalNow());
      return { definition, problems: [], value };
    },
    async getPersonComputed({ params, query }, { signal }) {
      const person = await personOf(params.id, signal, query.as);
      const at = workspace.logicalNow();
      const present = context();
      const values = computedTraits.list().map(({ key, name, definition }) => {
        return { key, name, definition, value: computedTraits.value(definition, present, person, at) };
      });
      return { at: formatInstant(at), values };
    },
  };
}

function toComputedTrait({ updatedAt, ...rest }: ComputedTraitRecord): ComputedTrait {
  return { ...rest, updatedAt: formatInstant(updatedAt) };
}
