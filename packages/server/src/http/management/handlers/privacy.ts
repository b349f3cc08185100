import { personId } from "../../../profiles/identity.ts";
import { exportPerson } from "../../../privacy/export.ts";
import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { found } from "./shared.ts";

type PrivacyOperations = "exportPerson";

export function privacyHandlers(deps: ManagementDeps): HandlersFor<PrivacyOperations> {
  const { access, profiles, identity, now, logger } = deps;
  return {
    async exportPerson({ params }, { caller }) {
      const person = found(profiles.find(params.id), "person");
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
        logger.error(
          { person: id, error: String(error) },
          "the export of a person ended before it was whole",
        );
      const parts = { ...deps, identity: identity.reads, onFailure };
      return { name: `${id}.tar.gz`, open: () => exportPerson(parts, profile, now()) };
    },
  };
}
