import type { DataPurposes, Purpose } from "@habitus/contract";
import { reducedIp } from "@habitus/events";
import { formatInstant, HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import { countryOf, isAllowed } from "../../../../people/allowed.ts";
import type { PurposeRecord } from "../../../../people/purposes.ts";
import type { ConsentEntry } from "../../../../profiles/consent-reads.ts";
import { personId } from "../../../../profiles/identity.ts";
import { onlyMeant } from "../../../../profiles/only-meant.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found, instantOrNull } from "../shared.ts";

type ConsentOperations =
  | "listPurposes"
  | "editPurpose"
  | "deletePurpose"
  | "getDataPurposes"
  | "editDataPurposes"
  | "getPersonConsent"
  | "sayPersonConsent";

export function consentHandlers(deps: ManagementDeps): HandlersFor<ConsentOperations> {
  const { purposes, consent, facts, access, profiles, workspace, now } = deps;
  return {
    listPurposes: () => ({ purposes: purposes.list().map(toPurpose) }),
    async editPurpose({ params, body }, { caller }) {
      const { rev, ...content } = body;
      return toPurpose(await purposes.set(params.key, content, rev, caller.actor));
    },
    async deletePurpose({ params }, { caller }) {
      await purposes.remove(params.key, caller.actor);
      return undefined;
    },
    getDataPurposes: () => purposes.ofData() as DataPurposes,
    async editDataPurposes({ body }, { caller }) {
      const { rev, ...content } = body;
      return (await purposes.setOfData(content, rev, caller.actor)) as DataPurposes;
    },
    getPersonConsent({ params, query }) {
      const { person } = found(profiles.findNode(params.id, query.as), "person");
      const country = countryOf(found(profiles.profile(person), "person").traits);
      return {
        purposes: purposes.list().map((purpose) => {
          const said = consent.said(person, purpose.key);
          const { key, name, kind } = purpose;
          return { purpose: key, name, kind, allowed: isAllowed(purpose, { said, country }), said };
        }),
        history: consent.history(person).map(toEntry),
      };
    },
    async sayPersonConsent({ params, query, body }, { caller, address }) {
      const { id, person } = onlyMeant(profiles, params.id, "Say it of the one", query.as);
      const { key } = found(purposes.get(body.purpose), "purpose");
      const { actor: by } = caller;
      const ip = reducedIp(address);
      const fact = {
        id,
        name: reservedTrait("consent", key),
        value: JSON.stringify(body.allowed),
        time: timeOf(instantOrNull(body.time), workspace.logicalNow()),
        idHash: null,
        proof: { text: body.text ?? null, source: body.source, by, ip: ip === "" ? null : ip },
      };
      const said = await facts.say([fact]);
      await access.audit.write({
        actor: by,
        at: now(),
        action: "person.consent",
        target: `person/${personId(person)}`,
        before: null,
        after: { purpose: key, allowed: body.allowed, offset: said.offset },
      });
      return said;
    },
  };
}

/** @throws HabitusError `invalid_request` of a time that has not come: nothing said would be in force. */
function timeOf(said: Instant | null, latest: Instant): Instant {
  if (said === null) return latest;
  if (said <= latest) return said;
  throw new HabitusError("invalid_request", "`time` lies in the future.", {
    details: { problems: [{ path: "time", message: "must not lie in the future" }] },
  });
}

function toPurpose({ updatedAt, exceptIn, categories, address = null, ...rest }: PurposeRecord): Purpose {
  return {
    ...rest,
    address,
    exceptIn: [...exceptIn],
    categories: [...categories],
    updatedAt: formatInstant(updatedAt),
  };
}

function toEntry({ purpose, allowed, time, recordedAt, id, proof }: ConsentEntry) {
  return {
    purpose,
    allowed,
    time: formatInstant(time),
    recordedAt: formatInstant(recordedAt),
    id: { ...id },
    text: proof?.text ?? null,
    source: proof?.source ?? null,
    by: proof?.by ?? null,
    ip: proof?.ip ?? null,
  };
}
