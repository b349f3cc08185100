import {
  type Instant,
  isJsonObject,
  isMoneyName,
  type JsonObject,
  MINUTE_MS,
  MONEY_PROPERTIES,
  parseJson,
  readReservedTrait,
} from "@habitus/kernel";
import {
  type KnownEvent,
  type KnownProperty,
  observe,
  type Sample,
  type Vocabulary,
} from "@habitus/segments";
import type { EventNameCount, EventReads } from "../store/event-reads.ts";

/** How much of what was sent is looked at; the vocabulary says of each part whether there is more. */
export const VOCABULARY_LIMITS = {
  events: 500,
  /** Most frequent events whose properties are looked at, and how many of each, the newest. */
  eventsWithProperties: 60,
  eventSample: 300,
  /** Newest events of a name whose currencies are looked at, where it holds money. */
  currencySample: 10_000,
  /** Rarer events that are looked at because they are named: of one call, and those that are remembered. */
  named: 20,
  namedRemembered: 200,
  traits: 100,
  traitSample: 2_000,
  traitValues: 200,
} as const;

/** What was looked at is looked at again after so long; until then the last look is given at once. */
export const VOCABULARY_LIFE_MS = MINUTE_MS;
const AT_ONCE = 2;

/** What was sent; the names of segments and lists are read where they are kept. */
export type Observed = Omit<Vocabulary, "segments" | "lists" | "groups" | "computed" | "occasions">;

export type Look = { readonly observed: Observed; readonly at: Instant };

export type VocabularySource = {
  /**
   * Waits for the first look only; calls at the same time share it.
   * @param named Events whose properties are looked at besides, however rare they are.
   * @throws what the event store throws.
   */
  get(named?: readonly string[]): Promise<Look>;
  /** What was seen may hold what is gone: the next call looks anew. */
  forget(): void;
};

export type VocabularyDeps = {
  readonly events: EventReads;
  /** The workspace's own. */
  readonly currency: () => string | null;
  readonly now: () => Instant;
  /** A look that nobody waits for has failed; the last one goes on being given. */
  readonly onFailure: (error: unknown) => void;
};

export function createVocabularySource({
  events,
  currency,
  now,
  onFailure,
}: VocabularyDeps): VocabularySource {
  let last: Look | null = null;
  let looking: Promise<void> | null = null;

  const look = (): Promise<void> => {
    const mine: Promise<void> = (looking ??= lookAtEvents(events)
      .then((observed) => {
        if (looking === mine) last = { observed, at: now() };
      })
      .finally(() => {
        if (looking === mine) looking = null;
      }));
    return mine;
  };

  const rarer = createNamedEvents(events, now);
  return {
    forget() {
      last = null;
      looking = null;
      rarer.forget();
    },
    async get(named = []) {
      // Whoever has just sent the first event asks for it at once, and to look at nothing costs nothing.
      if (last !== null && isNothing(last.observed)) last = null;
      if (last !== null && now() - last.at >= VOCABULARY_LIFE_MS) void look().catch(onFailure);
      while (last === null) await look();
      const { observed, at } = last;
      const besides = await rarer.of(named, observed);
      const isBeside = new Set(besides.map(({ name }) => name));
      const known = observed.events.filter(({ name }) => !isBeside.has(name));
      return { at, observed: { ...observed, events: [...known, ...besides], currency: currency() } };
    },
  };
}

const isNothing = ({ events, traits }: Observed): boolean => events.length === 0 && traits.length === 0;

/** Events that are looked at one by one as somebody names them; each is looked at again after a while. */
function createNamedEvents(reads: EventReads, now: () => Instant) {
  const seen = new Map<string, { readonly at: Instant; readonly event: Promise<KnownEvent> }>();
  const lookAt = (name: string, count: number): Promise<KnownEvent> => {
    const before = seen.get(name);
    if (before !== undefined && now() - before.at < VOCABULARY_LIFE_MS) return before.event;
    const event = lookAtEvent(reads, { name, count });
    // What could not be looked at is not remembered.
    event.catch(() => seen.delete(name));
    seen.delete(name);
    seen.set(name, { at: now(), event });
    const [oldest] = seen.keys();
    if (seen.size > VOCABULARY_LIMITS.namedRemembered && oldest !== undefined) seen.delete(oldest);
    return event;
  };
  return {
    forget: () => seen.clear(),
    /** Those of the named that nobody looked at, and were sent. */
    async of(
      named: readonly string[],
      { events, eventsClosed }: Pick<Observed, "events" | "eventsClosed">,
    ): Promise<readonly KnownEvent[]> {
      const counts = new Map(events.map(({ name, count }) => [name, count]));
      const looked = new Set(events.filter((event) => event.looked > 0).map(({ name }) => name));
      const missing = [...new Set(named)].filter(
        (name) => !looked.has(name) && (counts.has(name) || !eventsClosed),
      );
      const some = missing.slice(0, VOCABULARY_LIMITS.named);
      const found = await inTurns(some.values(), (name) => lookAt(name, counts.get(name) ?? 0));
      return found.flatMap((event) =>
        event.looked === 0 ? [] : [event.count > 0 ? event : { ...event, count: event.looked }],
      );
    },
  };
}

async function lookAtEvents(reads: EventReads): Promise<Observed> {
  const names = await reads.eventNames({ limit: VOCABULARY_LIMITS.events + 1 });
  const listed = names.slice(0, VOCABULARY_LIMITS.events);
  const events = await inTurns(listed.entries(), ([rank, name]) =>
    rank < VOCABULARY_LIMITS.eventsWithProperties ? lookAtEvent(reads, name) : notLookedAt(name),
  );
  const traitNames = (await reads.traitNames({ limit: VOCABULARY_LIMITS.traits + 1 })).map(
    ({ name }) => name,
  );
  const ownTraits = traitNames
    .slice(0, VOCABULARY_LIMITS.traits)
    .filter((name) => !name.startsWith("$") || isSeen(name));
  const traits = await inTurns(ownTraits.values(), (name) => lookAtTrait(reads, name));
  return {
    events,
    eventsClosed: listed.length === names.length,
    traits: traits.flatMap(({ properties }) => properties),
    traitsClosed: traitNames.length <= VOCABULARY_LIMITS.traits && traits.every(({ closed }) => closed),
  };
}

/** Reserved traits whose values people choose among as of any other. */
function isSeen(name: string): boolean {
  const kind = readReservedTrait(name)?.kind;
  return kind === "answer" || kind === "benefit" || kind === "second benefit";
}

async function lookAtEvent(
  reads: EventReads,
  { name, count }: Pick<EventNameCount, "name" | "count">,
): Promise<KnownEvent> {
  const texts = await reads.propertySamples({ name, limit: VOCABULARY_LIMITS.eventSample });
  const samples = texts.map((text): Sample => ({ value: objectOf(text), times: 1 }));
  const seen = { name, count, looked: texts.length, ...observe(samples) };
  const keys = moneyKeys(texts, seen.properties);
  if (keys === null) return seen;
  const limit = VOCABULARY_LIMITS.currencySample;
  return { ...seen, currencies: await reads.currencies({ name, keys, limit }) };
}

/** Keys of amounts, those in items of lists too; null where there is nothing that looks like money. */
function moneyKeys(texts: readonly string[], properties: readonly KnownProperty[]): readonly string[] | null {
  const own = properties.map(({ path }) => path.at(-1) ?? "").filter(isMoneyName);
  const keys = [...new Set([...own, ...MONEY_PROPERTIES])];
  const isThere = own.length > 0 || texts.some((text) => keys.some((key) => text.includes(`"${key}"`)));
  return isThere ? keys : null;
}

function notLookedAt({ name, count }: EventNameCount): Promise<KnownEvent> {
  return Promise.resolve({ name, count, looked: 0, properties: [], closed: false });
}

async function lookAtTrait(
  reads: EventReads,
  name: string,
): Promise<{ readonly properties: readonly KnownProperty[]; readonly closed: boolean }> {
  const { traitSample: sample, traitValues: limit } = VOCABULARY_LIMITS;
  const [values = []] = await reads.traitValues({ names: [name], sample, limit });
  const samples = values.map(
    ({ value, count }): Sample => ({ value: { [name]: parseJson(value) }, times: count }),
  );
  const { properties, closed } = observe(samples);
  const isWhole = values.length < limit;
  return { closed, properties: properties.map((each) => (isWhole ? each : { ...each, closed: false })) };
}

function objectOf(text: string): JsonObject {
  const read = parseJson(text);
  return isJsonObject(read) ? read : {};
}

/** A few at once, so that looking does not crowd out those who wait for an answer. */
async function inTurns<T, R>(items: Iterator<T>, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let taken = 0;
  const lane = async (): Promise<void> => {
    for (let item = items.next(); item.done !== true; item = items.next()) {
      const index = taken++;
      results[index] = await work(item.value);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
