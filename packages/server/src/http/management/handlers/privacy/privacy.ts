import type { Erasure } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { ErasureView } from "../../../../privacy/erasures.ts";
import { exportPerson } from "../../../../privacy/export.ts";
import { REWRITE_JOB } from "../../../../privacy/rewrite-job.ts";
import { personId } from "../../../../profiles/identity.ts";
import { onlyMeant } from "../../../../profiles/only-meant.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found, numberCursor, PAGE, readNumberCursor } from "../shared.ts";
import { reasonsOf } from "../../../../platform/logger.ts";

type PrivacyOperations = "exportPerson" | "erasePerson" | "listErasures" | "getErasure" | "clearErased";

export function privacyHandlers(deps: ManagementDeps): HandlersFor<PrivacyOperations> {
  const { access, erasures, profiles, identity, jobs, now, logger } = deps;
  return {
    async exportPerson({ params, query }, { caller }) {
      const { person } = onlyMeant(profiles, params.id, "Export the one", query.as);
      const profile = found(profiles.profile(person), "person");
      const id = personId(person);
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "person.export",
        target: `person/${id}`,
        before: null,
        after: null,
      });
      const onFailure = (error: Error): void =>
        logger.error({ person: id, ...reasonsOf(error) }, "the export of a person ended before it was whole");
      const parts = { ...deps, identity: identity.reads, onFailure };
      return { name: `${id}.tar.gz`, open: () => exportPerson(parts, profile, now()) };
    },
    erasePerson: async ({ params, query }, { caller }) =>
      toErasure(await erasures.erase(params.id, caller.actor, query.as)),
    listErasures({ query }) {
      const limit = query.limit ?? PAGE;
      const page = erasures.list(readNumberCursor(query.after), limit + 1);
      const shown = page.slice(0, limit);
      const last = page.length > limit ? (shown.at(-1) ?? null) : null;
      return {
        erasures: shown.map(toErasure),
        next: numberCursor(last === null ? null : Number(last.id.slice(1))),
      };
    },
    getErasure: ({ params }) => toErasure(found(erasures.get(params.id), "erasure")),
    clearErased: async (_input, { caller }) => toJob(await jobs.start(REWRITE_JOB, caller.actor)),
  };
}

function toErasure({ requestedAt, places, ...rest }: ErasureView): Erasure {
  return {
    ...rest,
    requestedAt: formatInstant(requestedAt),
    places: places.map(({ at, ...place }) => ({ ...place, at: formatInstant(at) })),
  };
}
