import {
  type KnownProperty,
  notLookedAt,
  type Owner,
  propertiesOf,
  type PropertyPath,
  standardEvent,
  standardEventNames,
} from "@habitus/segments";
import {
  computedTraitsQuery,
  modelsQuery,
  scoresQuery,
  subscriptionGroupsQuery,
  vocabularyOfQuery,
  vocabularyQuery,
} from "../../api/queries.ts";
import { ratingsQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import type { Scope } from "./part-props.ts";
import type { Reference, Subject } from "./specs/spec.ts";

/** A name or value that the workspace has seen, and how often; null where that is not counted. */
export type Seen = { readonly name: string; readonly count: number | null };
export type SeenPath = { readonly path: PropertyPath; readonly count: number | null };

/** Events by how often they came in, then those that the product knows and nobody has sent. */
export function useEventNames(): readonly Seen[] {
  const names = useSentEvents();
  const seen = new Set(names.map(({ name }) => name));
  const standard = standardEventNames().filter((name) => !seen.has(name));
  return [...names, ...standard.map((name) => ({ name, count: null }))];
}

/** Events that came in, the most frequent first. */
export function useSentEvents(): readonly { readonly name: string; readonly count: number }[] {
  const { data } = useBeside(vocabularyQuery);
  const names = data?.events.filter(({ name }) => !name.startsWith("$")) ?? [];
  return names.toSorted((a, b) => b.count - a.count).map(({ name, count }) => ({ name, count }));
}

const TRAITS: Owner = { of: "traits", event: null, lists: [] };
const ANY_EVENT: Owner = { of: "events", event: null, lists: [] };

/** The traits of people; else what the scope is about: the properties of its event (of all without one), traits of accounts, or what lies in items. */
export function usePathNames(of: Subject, scope: Scope): readonly SeenPath[] {
  const owner = of === "trait" ? TRAITS : isOfTraits(scope) ? ANY_EVENT : scope;
  const known = useKnown(owner);
  const isOfEvent = owner.event !== null && owner.lists.length === 0;
  const standard = isOfEvent ? standardEvent(owner.event) : null;
  const unique = new Map<string, SeenPath>([
    ...known.map(({ path, seen }) => [path.join("\n"), { path, count: seen }] as const),
    ...unsent(standard?.properties ?? [], known),
  ]);
  return [...unique.values()];
}

function unsent(
  standard: readonly { readonly name: string }[],
  known: readonly { readonly path: PropertyPath }[],
): readonly (readonly [string, SeenPath])[] {
  const seen = new Set(known.map(({ path }) => path.join("\n")));
  return standard
    .filter(({ name }) => !seen.has(name))
    .map(({ name }) => [name, { path: [name], count: null }] as const);
}

const isOfTraits = ({ of, lists }: Owner): boolean => of === "traits" && lists.length === 0;

/** Values that stood at the path of the scope, most frequent first. */
export function useValues({ path, ...owner }: Scope): readonly Seen[] {
  const known = useKnown(owner);
  const wanted = (path ?? []).join("\n");
  const found = known.find((one) => one.path.join("\n") === wanted);
  return (found?.values ?? []).map((json) => ({ name: plainText(json), count: null }));
}

function useKnown(owner: Owner): readonly KnownProperty[] {
  const { data } = useBeside(vocabularyQuery);
  const rare = data === undefined ? null : notLookedAt(owner, data);
  const looked = useBeside({ ...vocabularyOfQuery(rare ?? ""), enabled: rare !== null }).data;
  const words = looked ?? data;
  if (words === undefined) return [];
  if (owner.of !== "events" || owner.event !== null) return propertiesOf(owner, words);
  return words.events.flatMap(({ name }) => propertiesOf({ ...owner, event: name }, words));
}

/** A value as a person types it: text without its quotes. */
function plainText(json: string): string {
  if (!json.startsWith('"')) return json;
  const text: unknown = JSON.parse(json);
  return typeof text === "string" ? text : json;
}

type Named = { readonly key: string; readonly name: string };

/** What conditions can name by key; undefined until that is known. */
export function useReferences(of: Reference): readonly Named[] | undefined {
  const { t } = useI18n();
  const { data } = useBeside(vocabularyQuery);
  const groups = useBeside({ ...subscriptionGroupsQuery, enabled: of === "group" }).data?.groups;
  const scores = useBeside({ ...scoresQuery, enabled: of === "score" }).data?.scores;
  const models = useBeside({ ...modelsQuery, enabled: of === "predicted" }).data?.models;
  const ratings = useBeside({ ...ratingsQuery, enabled: of === "predicted" }).data?.ratings;
  const computed = useBeside({ ...computedTraitsQuery, enabled: of === "computed" }).data?.computedTraits;
  const found: Readonly<Record<Reference, readonly Named[] | undefined>> = {
    list: data?.lists,
    group: groups,
    occasion: data?.occasions.map(({ name }) => ({ key: name, name })),
    segment: data?.segments,
    score: scores?.filter(({ kind }) => kind !== "lead"),
    computed,
    predicted:
      models === undefined || ratings === undefined
        ? undefined
        : // A lead says where to invest, and not who belongs together.
          [...models, ...ratings.filter(({ kind }) => kind !== "lead")].flatMap(
            ({ name: model, scores: told }) =>
              told.map(({ key, name: score }) => ({ key, name: t("builder.predictedOf", { model, score }) })),
          ),
  };
  return found[of];
}
