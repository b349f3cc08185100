import type { EventName, PropertyCondition } from "../tree/definition.ts";
import { NOT_BY_MACHINE } from "../vocabulary/activity.ts";
import { MACHINE, MESSAGE, STANDARD_EVENTS, SURVEY } from "../vocabulary/standard-events.ts";

/**
 * Words of their own for some of the known events: `opened message "Spring"` is the event "Message Opened" whose property `message` is
 * "Spring" and whose `machine` is not true. They are spellings and no kind of condition: what is read is the plain tree.
 */
export type EventWords = {
  /** Behind "did" and "did not". */
  readonly does: string;
  /** By itself. */
  readonly did: string;
  readonly event: string;
  /** The property that the text behind the words is a value of. */
  readonly name: string;
  /** Programs that read mail open and click too; they are left out. */
  readonly byPeople: boolean;
  /** Before what else is asked of it; both are read. */
  readonly behind: "where" | "with";
};

export const EVENT_WORDS: readonly EventWords[] = [
  {
    does: "receive message",
    did: "received message",
    event: STANDARD_EVENTS.messageDelivered.name,
    name: MESSAGE,
    byPeople: false,
    behind: "where",
  },
  {
    does: "open message",
    did: "opened message",
    event: STANDARD_EVENTS.messageOpened.name,
    name: MESSAGE,
    byPeople: true,
    behind: "where",
  },
  {
    does: "click message",
    did: "clicked message",
    event: STANDARD_EVENTS.messageClicked.name,
    name: MESSAGE,
    byPeople: true,
    behind: "where",
  },
  {
    does: "answer survey",
    did: "answered survey",
    event: STANDARD_EVENTS.surveyAnswered.name,
    name: SURVEY,
    byPeople: false,
    behind: "with",
  },
];

/** The words as they were written, in any letter case and with any white space between them. */
export function eventWordsOf(written: string): EventWords | null {
  const said = written.toLowerCase().split(/\s+/u).join(" ");
  return EVENT_WORDS.find(({ does, did }) => does === said || did === said) ?? null;
}

/** What such words say of the event, and what else was said of it: one row of tests. Null when nothing is. */
export function narrowedByWords(
  words: EventWords,
  named: PropertyCondition | null,
  others: PropertyCondition | null,
): PropertyCondition | null {
  const rows = [
    ...(named === null ? [] : [named]),
    ...(words.byPeople ? [NOT_BY_MACHINE] : []),
    ...(others === null ? [] : others.kind === "and" ? others.of : [others]),
  ];
  const [first = null, ...more] = rows;
  return more.length === 0 ? first : { kind: "and", of: rows };
}

/** An event in such words: the text behind them, if any, and the tests that are left to be said. */
export type InWords = {
  readonly words: EventWords;
  readonly name: string | null;
  readonly where: PropertyCondition | undefined;
};

/** Null where an event and its tests are none that such words give back. */
export function inWords({
  event,
  where,
}: {
  readonly event: EventName;
  readonly where?: PropertyCondition | undefined;
}): InWords | null {
  const words = EVENT_WORDS.find((each) => each.event === event);
  if (words === undefined) return null;
  const rows = where === undefined ? [] : where.kind === "and" ? where.of : [where];
  const [first] = rows;
  const name = first === undefined ? null : nameSaid(first, words);
  const behind = (name === null ? 0 : 1) + (words.byPeople ? 1 : 0);
  if (words.byPeople && !isNotByMachine(rows[behind - 1])) return null;
  const others = rows.slice(behind);
  const [other] = others;
  // A row in a row would be read as one row.
  if (others.length === 1 && other?.kind === "and") return null;
  return { words, name, where: others.length > 1 ? { kind: "and", of: others } : other };
}

function isNotByMachine(test: PropertyCondition | undefined): boolean {
  if (test?.kind !== "not" || test.of.kind !== "property" || test.of.test.op !== "is") return false;
  const { path, test: is } = test.of;
  return path.length === 1 && path[0] === MACHINE && is.value.kind === "boolean" && is.value.value;
}

function nameSaid(test: PropertyCondition, { name }: EventWords): string | null {
  if (test.kind !== "property" || test.path.length !== 1 || test.path[0] !== name) return null;
  if (test.test.op !== "is" || test.test.ignoreCase === true) return null;
  return test.test.value.kind === "text" ? test.test.value.value : null;
}
