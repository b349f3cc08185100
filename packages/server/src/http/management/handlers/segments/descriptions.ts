import { COLUMN_TRAITS, type PersonDescription } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { createDescriptions, type Description } from "../../../../people/descriptions.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { rawValue } from "../../write-json.ts";
import { ALL_RECORDS, found, isoOrNull } from "../shared.ts";
import { sinceIn } from "./segment-pasts.ts";

export function descriptionHandlers(deps: ManagementDeps): HandlersFor<"describePeople"> {
  const { profiles, segments } = deps;
  const descriptions = descriptionsOf(deps);
  return {
    async describePeople({ body }, { signal }) {
      const { people, traits = [], events = [], computed = [], segment: key } = body;
      const { segments: within = [], purposes = [] } = body;
      const present = (each: string) => found(segments.get(each), "segment");
      const segment = key === undefined ? null : present(key);
      const bySegments = [...(segment === null ? [] : [segment]), ...within.map(present)];
      const carried = [...purposes, ...bySegments.map(({ purpose }) => purpose)];
      const asked = { traits, events, computed, purposes: carried };
      const since = segment === null ? () => null : await sinceIn(deps, segment.key, signal);
      // Of several ids that became one person, the first is told of.
      const idOf = new Map<PersonNumber, string>();
      for (const id of people) {
        const person = profiles.find(id, "number");
        if (person !== null && !idOf.has(person)) idOf.set(person, id);
      }
      const described = await descriptions.of([...idOf.keys()], asked, signal);
      return {
        people: described.map((each) => {
          const { person } = each;
          return toDescription(each, found(idOf.get(person), "person"), since(person));
        }),
        notAllowed: descriptions.notAllowed({
          ...asked,
          traits: [...Object.values(COLUMN_TRAITS).flat(), ...traits],
        }),
      };
    },
  };
}

type Parts = Pick<
  ManagementDeps,
  "profiles" | "events" | "purposes" | "idKinds" | "workspace" | "computedTraits" | "context" | "reload"
>;

export const descriptionsOf = ({ profiles, events, purposes, idKinds, workspace, ...deps }: Parts) =>
  createDescriptions({
    profiles,
    events,
    purposes,
    kinds: () => idKinds.list(),
    logicalNow: () => workspace.logicalNow(),
    shownNow: () => workspace.shownNow(),
    computed: {
      traits: deps.computedTraits,
      context: deps.context,
      history: (nodes, signal) => deps.reload.history(nodes, ALL_RECORDS, signal),
    },
  });

function toDescription(
  { name, email, country, firstSeen, lastSeen, traits, events, computed }: Description,
  id: string,
  since: string | null,
): PersonDescription {
  return {
    id,
    name,
    email,
    country,
    since,
    firstSeen: isoOrNull(firstSeen),
    lastSeen: isoOrNull(lastSeen),
    traits: Object.fromEntries(traits.map(([trait, value]) => [trait, rawValue(value)])),
    events: Object.fromEntries(events.map(([event, time]) => [event, formatInstant(time)])),
    computed: Object.fromEntries(computed),
  };
}
