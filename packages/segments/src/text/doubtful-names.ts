import { doubtfulTraits } from "./doubtful-traits.ts";
import { KEYWORDS, standsInNames } from "./keywords.ts";
import { printName, printText } from "./literals.ts";
import { nearestWord } from "./near-word.ts";
import { DAYS } from "./phrase-words.ts";
import { budgetOfReading, type MayRead, withOffer } from "./offers/first-that-reads.ts";
import { problemAt, type Span, type TextProblem } from "./problem.ts";
import { sayingsOfChains } from "./offers/sayings-of-chains.ts";
import { sayingsOfCounts } from "./offers/sayings-of-counts.ts";
import { sayingsOfPairs } from "./offers/sayings-of-people.ts";
import { sayingsOfFavourites } from "./offers/sayings-of-places.ts";
import { sayingsOfHours, sayingsOfWhen } from "./offers/sayings-of-when.ts";
import type { Special } from "./offers/slip.ts";
import { readSyntax } from "./syntax.ts";

/** Words that say how often or when, which the language says in another way: behind a name they are taken for a part of it. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...["regularly", "often", "frequently", "weekly"].map(
    (word) => [word, "in at least 4 of last 5 weeks"] as const,
  ),
  ["daily", "in at least 5 of last 7 days"],
  ["monthly", "in at least 3 of last 3 periods of 30 days"],
  ["once", "exactly 1 time"],
  ["twice", "at least 2 times"],
  ["repeatedly", "at least 2 times"],
  ["again", "at least 2 times"],
  ["recently", "in last 30 days"],
  ["lately", "in last 30 days"],
  ["weekday", "on weekdays"],
  ["weekdays", "on weekdays"],
  ["weekend", "on weekends"],
  ["weekends", "on weekends"],
  ...DAYS.map((day) => [day, `on ${day}`] as const),
  ["never", "did not"],
  ["the", "then"],
  ["ten", "then"],
  ["week", "this week"],
  ["month", "this month"],
  ["year", "this year"],
  ["followed", "then"],
  ["afterwards", "then"],
]);

/** Keywords that go on behind a name; of those of two letters nearly every short word is a slip. */
const GOES_ON = KEYWORDS.filter((word) => word.length > 2 && !standsInNames(word));
/** Words of names that are no slips of these, however near they lie. */
const USUAL = new Set(
  "started form page share hour card watch sort test team list item than them lead read cart date your our you".split(
    " ",
  ),
);

/**
 * Names of events that are written in several bare words of which one, behind the first, may be meant for something else: `open app regularly`,
 * `purchase tody`. The text reads as a definition all the same.
 * So are names of traits that may be meant for events.
 * @param isKnown of names of events that have been sent nobody doubts.
 * @param isTrait nor of those of traits.
 */
export function doubtfulNames(
  text: string,
  isKnown: (name: string) => boolean,
  isTrait: (name: string) => boolean,
): readonly TextProblem[] {
  const syntax = readSyntax(text);
  if (syntax.kind === "refused") return [];
  const problems: TextProblem[] = [];
  // One for all names, for a text can hold very many of them and each is tried in the whole of it.
  const mayRead = budgetOfReading();
  syntax.tree.iterate({
    enter: (node) => {
      if (node.name !== "Event") return;
      const words = node.node
        .getChildren("Word")
        .map(({ from, to }) => ({ from, to, word: text.slice(from, to) }));
      const name = words.map(({ word }) => word).join(" ");
      if (words.length < 2 || isKnown(name)) return;
      const special = sayingIn(text, node, mayRead);
      if (special !== null) {
        const { suggestion = null } = special.parts;
        const message = readsAsName(name, suggestion ?? "");
        problems.push(problemAt(text, special.span, { code: "doubtful_name", message, suggestion }));
        return;
      }
      const found = doubtIn(
        words.map(({ word }) => word),
        isKnown,
      );
      if (found === null) return;
      const message = readsAsName(name, found.meant);
      const parts = { code: "doubtful_name", message, suggestion: found.suggestion };
      problems.push(problemAt(text, { from: node.from, to: node.to }, parts));
    },
  });
  return [...problems, ...doubtfulTraits(text, syntax.tree, isTrait)].sort((a, b) => a.from - b.from);
}

const readsAsName = (name: string, meant: string): string =>
  `This reads ${printName(name)} as the name of one event; did you mean \`${meant}\`? If it is the name, write it in double quotes`;

const BEGUN_IN_NAMES = [
  sayingsOfHours,
  sayingsOfWhen,
  sayingsOfCounts,
  sayingsOfPairs,
  sayingsOfChains,
  sayingsOfFavourites,
];

/** So many characters are read in the time in which every saying is looked for at one place. */
const LOOKING = 4_000;

/** What is said of how often or when that has begun in the name: `purchase only once`, `purchase on yesterday`. */
function sayingIn(text: string, { from, to }: Span, mayRead: MayRead): Special | null {
  if (!mayRead(LOOKING)) return null;
  for (const sayings of BEGUN_IN_NAMES) {
    for (const special of sayings(text, to)) {
      const { span, parts } = special;
      const isInside =
        span.from < to && (span.from > from || /^(?:did|then|mostly)\s/iu.test(text.slice(span.from)));
      if (!isInside || (parts.suggestion ?? null) === null || withOffer(text, special) === text) continue;
      if (!mayRead(text.length)) return null;
      if (readSyntax(withOffer(text, special)).kind === "ok") return special;
    }
  }
  return null;
}

type Doubt = { readonly meant: string; readonly suggestion: string | null };

function doubtIn(words: readonly string[], isKnown: (name: string) => boolean): Doubt | null {
  const every =
    saidAhead(words) ??
    anyMessage(words) ??
    onDevice(words) ??
    everyPeriod(words) ??
    everyOne(words) ??
    ofSomething(words);
  const two = words
    .map((_, place) => [words.slice(0, place).join(" "), words.slice(place).join(" ")] as const)
    .find((names) => names.every(isKnown));
  if (two !== undefined) return { meant: two.join(" then "), suggestion: two.join(" then ") };
  if (isNearActivity(words)) return { meant: ACTIVITY, suggestion: ACTIVITY };
  if (every !== null) return every;
  for (const [place, word] of words.entries()) {
    const meant = place === 0 ? meantAhead(word) : meantBehind(word);
    if (meant === null) continue;
    const rest = [
      ...words.slice(0, place),
      ...(meant === "did not" ? [] : [meant]),
      ...words.slice(place + 1),
    ];
    const isWhole = meant !== "did not" && (place === words.length - 1 || !MEANT.has(word.toLowerCase()));
    return { meant, suggestion: isWhole ? rest.join(" ") : null };
  }
  return null;
}

/** `did purchase every week`. */
function everyPeriod(words: readonly string[]): Doubt | null {
  const [every = "", period = ""] = words.slice(-2).map((word) => word.toLowerCase());
  if (words.length < 3 || !["every", "each"].includes(every)) return null;
  const often = MEANT.get(period === "day" ? "daily" : `${period}ly`);
  if (often === undefined) return null;
  const meant = `${words.slice(0, -2).join(" ")} ${often}`;
  return { meant, suggestion: meant };
}

/** `did any purchase`: each of them is asked for in any case. */
function everyOne([first = "", ...others]: readonly string[]): Doubt | null {
  if (!/^(?:any|all|every|each|some|an?|do)$/iu.test(first)) return null;
  const rest = others.join(" ");
  return { meant: rest, suggestion: rest };
}

/** `view then did purchase`, `did ever purchase`, `did first purchase`: words of the condition that stand where the name begins. */
function saidAhead([first = "", ...others]: readonly string[]): Doubt | null {
  const rest = others.join(" ");
  switch (first.toLowerCase()) {
    case "did":
    case "ever":
      return { meant: rest, suggestion: rest };
    case "neither": {
      const meant = others.flatMap((word) => (word.toLowerCase() === "nor" ? ["and did not"] : [word]));
      return { meant: `did not ${meant.join(" ")}`, suggestion: null };
    }
    case "first": {
      const meant = `${rest} for the first time`;
      return { meant, suggestion: meant };
    }
    default:
      return null;
  }
}

const OF_MESSAGES = /^(open|receive|click|answer) any (message|survey)$/iu;

/** `did not open any message`: without a text it is any. */
function anyMessage(words: readonly string[]): Doubt | null {
  const [, verb, what] = OF_MESSAGES.exec(words.join(" ")) ?? [];
  if (verb === undefined || what === undefined) return null;
  const meant = `${verb} ${what}`.toLowerCase();
  return { meant, suggestion: meant };
}

const DEVICES: readonly string[] = ["mobile", "desktop", "tablet", "ios", "android"];

/** `did view product on mobile`: on what it was done stands in a where clause. */
function onDevice(words: readonly string[]): Doubt | null {
  const device = words.at(-1)?.toLowerCase() ?? "";
  if (words.length < 3 || words.at(-2)?.toLowerCase() !== "on" || !DEVICES.includes(device)) return null;
  const event = words.slice(0, -2).join(" ");
  return { meant: `${event} where $device_type is ${printText(device)}`, suggestion: null };
}

/** `did purchase of shoes`: which one it was stands in a where clause. */
function ofSomething(words: readonly string[]): Doubt | null {
  const place = words.findIndex((word) => word.toLowerCase() === "of");
  if (place < 1 || place === words.length - 1) return null;
  const [event, what] = [words.slice(0, place).join(" "), words.slice(place + 1).join(" ")];
  return { meant: `${event} where category is ${printText(what)}`, suggestion: null };
}

const ACTIVITY = "any activity";

/** `ay activity`, `activity any`. */
const isNearActivity = (words: readonly string[]): boolean =>
  [words, words.toReversed()].some((each) => nearestWord(each.join(" "), [ACTIVITY]) !== null);

/** `did never purchase`, `did nto purchase`. */
const meantAhead = (word: string): string | null =>
  ["never", "no"].includes(word.toLowerCase()) || nearestWord(word, ["not"]) !== null ? "did not" : null;

function meantBehind(word: string): string | null {
  const lower = word.toLowerCase();
  const meant = MEANT.get(lower);
  if (meant !== undefined) return meant;
  if (word.length < SHORTEST || KEYWORDS.includes(lower) || USUAL.has(lower)) return null;
  return nearestWord(lower, word.length === SHORTEST ? ["ever"] : GOES_ON);
}

/** Of names with shorter words too many are near to a keyword. */
const SHORTEST = 3;
