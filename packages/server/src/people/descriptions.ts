import { setImmediate as breathe } from "node:timers/promises";
import { COLUMN_TRAITS } from "@habitus/contract";
import type { Instant, JsonValue } from "@habitus/kernel";
import type { Profile, ProfileReads } from "../profiles/profile-reads.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { computedOf, type ComputedSources, mayCompute, type MayRead } from "./computed-column.ts";
import { NOT_SEEN, seenByNow } from "./seen.ts";
import type { Purposes } from "./purposes.ts";
import { hiddenKinds, type ShownIdsDeps } from "./shown-ids.ts";

/** What is to be told of people. */
export type Asked = {
  readonly traits: readonly string[];
  readonly events: readonly string[];
  /** Keys of computed traits. */
  readonly computed?: readonly string[];
  /** What carries another purpose than one of these is not read; none for no matter which. */
  readonly purposes: readonly string[];
};

export type Description = {
  readonly person: PersonNumber;
  readonly name: string | null;
  readonly email: string | null;
  readonly country: string | null;
  readonly firstSeen: Instant | null;
  readonly lastSeen: Instant | null;
  /** JSON texts by trait, in the order asked. */
  readonly traits: readonly (readonly [trait: string, value: string])[];
  /** When they last did each of the events, of those that they did. */
  readonly events: readonly (readonly [event: string, time: Instant])[];
  /** What the computed traits come to, of those that have a value. */
  readonly computed: readonly (readonly [key: string, value: JsonValue])[];
};

export type FoundPeople = {
  readonly people: readonly PersonNumber[];
  /** There were more than could be looked at. */
  readonly isCut: boolean;
};

export type Descriptions = {
  /** In the order asked, of those who are known. @throws what the event store throws. */
  of(people: readonly PersonNumber[], asked: Asked, signal: AbortSignal): Promise<readonly Description[]>;
  /** Which of the traits, events and computed traits may not be read for the purposes, each once. */
  notAllowed(asked: Asked): readonly string[];
  /**
   * People with an id that may be told for the purpose and begins with the text, or a name as it is shown or an e-mail address that does in whichever letter case;
   * ascending. Space around the text does not count.
   * @throws what the event store throws.
   */
  find(text: string, purpose: string, limit: number, signal: AbortSignal): Promise<FoundPeople>;
  /** Of those only who are found by a name or an address, for all of the purposes. @throws as `find`. */
  findSaid(
    text: string,
    purposes: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<FoundPeople>;
};

export type DescriptionsDeps = {
  readonly profiles: ProfileReads;
  readonly events: Pick<EventReads, "lastTimes" | "saidTexts">;
  readonly purposes: Pick<Purposes, "ofData">;
  readonly kinds: ShownIdsDeps["kinds"];
  readonly logicalNow: () => Instant;
  /** As of when people are shown. */
  readonly shownNow: () => Instant;
  readonly computed: ComputedSources;
};

/** Others have their turn after so many. */
const PEOPLE_AT_ONCE = 50;

const EMAIL = "email";
const COUNTRY = "country";
const ADDRESS = "address";
const NAME = "name";
/** As SDKs send them. */
const NAME_PARTS = [
  ["first_name", "last_name"],
  ["firstName", "lastName"],
] as const;
const SEARCHED = [...COLUMN_TRAITS.email, ...COLUMN_TRAITS.name];

export function createDescriptions(deps: DescriptionsDeps): Descriptions {
  const { profiles, events } = deps;

  const readers = (purposes: readonly string[]) => {
    const carried = deps.purposes.ofData();
    const may = (of: Readonly<Record<string, readonly string[]>>, name: string): boolean =>
      !Object.hasOwn(of, name) ||
      purposes.every((purpose) => of[name]?.every((each) => each === purpose) === true);
    return {
      trait: (name: string): boolean => may(carried.traits, name),
      event: (name: string): boolean => may(carried.events, name),
      property: (event: string, name: string): boolean => may(carried.properties[event] ?? {}, name),
    };
  };

  const mayTell = (key: string, may: MayRead): boolean => {
    const trait = deps.computed.traits.get(key);
    return (
      trait === null || mayCompute(trait.definition, deps.computed.context(), deps.purposes.ofData(), may)
    );
  };

  /** Whose name or address begins so now; who is known to be found is not looked at again. */
  const saidPeople = async (
    sought: string,
    purposes: readonly string[],
    { limit, known }: { readonly limit: number; readonly known: readonly PersonNumber[] },
    signal: AbortSignal,
  ): Promise<FoundPeople> => {
    const may = readers(purposes);
    const names = SEARCHED.filter(may.trait);
    const asked = soughtTexts(sought, names).map((each) =>
      events.saidTexts({ ...each, limit: limit + 1 }, signal),
    );
    const said = await Promise.all(asked);
    const begins = (own: string | null): boolean =>
      own !== null && own.toLowerCase().startsWith(sought.toLowerCase());
    const people: PersonNumber[] = [];
    const looked = new Set(known);
    for (const [place, node] of said.flat().entries()) {
      if (place % PEOPLE_AT_ONCE === 0) await breathe();
      signal.throwIfAborted();
      const person = profiles.ofNumber(node)?.person;
      if (person === undefined || looked.has(person)) continue;
      looked.add(person);
      // What was said once need not be in force: another value may have come, or the ids been joined to somebody's.
      const profile = profiles.profile(person);
      const own = profile === null ? [] : names.map((name) => textOf(profile, name));
      const name = profile === null ? null : textsOf(profile, may.trait).name;
      if ([...own, name].some(begins)) people.push(person);
    }
    return { people, isCut: said.some(({ length }) => length > limit) };
  };

  return {
    notAllowed({ traits, events: names, computed = [], purposes }) {
      const may = readers(purposes);
      const hidden = [
        ...computed.filter((key) => !mayTell(key, may)),
        ...traits.filter((name) => !may.trait(name)),
        ...names.filter((name) => !may.event(name)),
      ];
      return [...new Set(hidden)];
    },
    async of(people, { traits, events: names, computed: keys = [], purposes }, signal) {
      const may = readers(purposes);
      const known = people.flatMap((person) => profiles.profile(person) ?? []);
      const nodes = known.flatMap((profile) => profile.nodes);
      const asked = { nodes, names: names.filter(may.event), now: deps.logicalNow() };
      const lastOf = lastByNode(await events.lastTimes(asked, signal));
      const told = { keys: keys.filter((key) => mayTell(key, may)), people: known, now: asked.now };
      const values = await computedOf(deps.computed, told, signal);
      const seen = await seenByNow(events, known, deps.shownNow(), signal);
      return known.map((profile, place): Description => {
        const said = textsOf(profile, may.trait);
        return {
          person: profile.person,
          ...said,
          ...(seen[place] ?? NOT_SEEN),
          traits: traits.flatMap((name) => {
            const value = may.trait(name) ? valueOf(profile, name) : null;
            return value === null ? [] : [[name, value] as const];
          }),
          events: asked.names.flatMap((name) => {
            const times = profile.nodes.flatMap((node) => lastOf.get(node)?.get(name) ?? []);
            return times.length === 0 ? [] : [[name, Math.max(...times)] as const];
          }),
          computed: values[place] ?? [],
        };
      });
    },
    async find(text, purpose, limit, signal) {
      const sought = text.trim();
      const hidden = hiddenKinds({ kinds: deps.kinds, ofData: () => deps.purposes.ofData() }, [purpose]);
      const byId = await peopleById(profiles, { text: sought, hidden }, limit, signal);
      const said = await saidPeople(sought, [purpose], { limit, known: byId.people }, signal);
      return firstOf([...byId.people, ...said.people], byId.isCut || said.isCut, limit);
    },
    async findSaid(text, purposes, limit, signal) {
      const { people, isCut } = await saidPeople(text.trim(), purposes, { limit, known: [] }, signal);
      return firstOf(people, isCut, limit);
    },
  };
}

function firstOf(people: readonly PersonNumber[], isCut: boolean, limit: number): FoundPeople {
  const all = people.toSorted((a, b) => a - b);
  return { people: all.slice(0, limit), isCut: isCut || all.length > limit };
}

/** As `ProfileReads.search`, a few at a time. */
async function peopleById(
  profiles: ProfileReads,
  { text, hidden }: { readonly text: string; readonly hidden: ReadonlySet<string> },
  limit: number,
  signal: AbortSignal,
): Promise<FoundPeople> {
  const people: PersonNumber[] = [];
  for (let after: string | null = null; ; ) {
    await breathe();
    signal.throwIfAborted();
    const most = Math.min(PEOPLE_AT_ONCE, limit - people.length);
    const page: ReturnType<ProfileReads["search"]> = profiles.search(text, after, most, hidden);
    people.push(...page.people);
    after = page.next;
    if (after === null || people.length >= limit) return { people, isCut: after !== null };
  }
}

/** What the store is asked for: the text, and where it may run over a first and a last name, its first word among the first names. */
function soughtTexts(text: string, names: readonly string[]) {
  const [word = ""] = text.split(/\s/, 1);
  const whole = { names, prefix: text };
  const firstNames = NAME_PARTS.map(([first]) => first).filter((name) => names.includes(name));
  if (word === text || firstNames.length === 0) return [whole];
  return [whole, { names: firstNames, prefix: word }];
}

type LastTimes = Awaited<ReturnType<EventReads["lastTimes"]>>;

function lastByNode(times: LastTimes): ReadonlyMap<NodeNumber, ReadonlyMap<string, Instant>> {
  const all = new Map<NodeNumber, Map<string, Instant>>();
  for (const { node, name, time } of times) {
    const own = all.get(node) ?? new Map<string, Instant>();
    all.set(node, own.set(name, time));
  }
  return all;
}

function textsOf(
  profile: Profile,
  mayRead: (trait: string) => boolean,
): Pick<Description, "name" | "email" | "country"> {
  const text = (name: string): string | null => (mayRead(name) ? textOf(profile, name) : null);
  return {
    name: text(NAME) ?? joined(text),
    email: text(EMAIL),
    country: text(COUNTRY) ?? (mayRead(ADDRESS) ? countryOf(valueOf(profile, ADDRESS)) : null),
  };
}

function joined(text: (name: string) => string | null): string | null {
  for (const parts of NAME_PARTS) {
    const said = parts.flatMap((part) => text(part) ?? []);
    if (said.length > 0) return said.join(" ");
  }
  return null;
}

function countryOf(address: string | null): string | null {
  if (address?.startsWith("{") !== true) return null;
  const { [COUNTRY]: country } = JSON.parse(address) as Readonly<Record<string, unknown>>;
  return typeof country === "string" && country !== "" ? country : null;
}

function valueOf({ traits }: Profile, name: string): string | null {
  return traits.find((trait) => trait.name === name)?.value ?? null;
}

/** A trait that is text and not blank. */
function textOf(profile: Profile, name: string): string | null {
  const value = valueOf(profile, name);
  if (value?.startsWith('"') !== true) return null;
  const text = (JSON.parse(value) as string).trim();
  return text === "" ? null : text;
}
