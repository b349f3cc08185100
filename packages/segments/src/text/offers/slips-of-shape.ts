import { NAME, type Slip, slipsAmong, type Special, WORD } from "./slip.ts";

const LIFE = String.raw`\b(?<verb>stopped|restarted)\s+(?<event>${NAME})\s*`;
const LENGTH = String.raw`(?<length>\d+\s+\p{L}+)`;
/** @param found `window` where one is written already. */
const quietOf = ({ verb = "", event = "", window }: Readonly<Record<string, string>>): string =>
  `How long it was quiet is missing: \`${verb.toLowerCase()} ${event} (quiet 60 days)${/^r/iu.test(verb) ? ` ${window ?? "in last 7 days"}` : ""}\``;
const gapOf = ({ event = "" }: Readonly<Record<string, string>>): string =>
  `How long is too long is missing: \`overdue ${event} (2 times the usual gap)\``;

const weightOf = ({ name = "", op = "", n = "" }: Readonly<Record<string, string>>): string =>
  `communities.${name}${op === "" ? " exists" : ` ${op} ${n}`}`;

/** Forms that people write of what is said in another one, in the order in which they are looked for. */
const SLIPS: readonly Slip[] = [
  {
    before: /(?<slip>\bregularly\s*)$/iu,
    after: /^:(?:\s*in\s+at\s+least(?=\s))?/iu,
    write: () => "in at least",
    because: () =>
      "How regular it is stands behind the event without more words: `did open app in at least 4 of last 5 weeks`",
  },
  {
    before: /\b(?<slip>in\s+)$/iu,
    after: /^(?<n>\d+)(?:\s+out)?(?=\s+of\s+(?:the\s+)?last\s)/iu,
    write: ({ n = "" }) => `in at least ${n}`,
  },
  {
    before: /$/u,
    after: /^(?<n>\d+)(?:\s+out)?(?=\s+of\s+(?:the\s+)?last\s)/iu,
    write: ({ n = "" }) => `in at least ${n}`,
  },
  {
    before: /(?<!\bin\s+)\b(?<slip>at\s+least\s+(?<n>\d+)\s+)$/iu,
    after: /^of(?=\s+(?:the\s+)?last\s)/iu,
    write: ({ n = "" }) => `in at least ${n} of`,
  },
  {
    before: new RegExp(`${LIFE}\\((?<slip>quiet\\s+)$`, "iu"),
    after: new RegExp(`^for\\s+${LENGTH}`, "iu"),
    write: ({ length = "" }) => `quiet ${length}`,
  },
  {
    before: new RegExp(`${LIFE}\\(\\s*$`, "iu"),
    after: new RegExp(`^(?:for\\s+)?${LENGTH}`, "iu"),
    write: ({ length = "" }) => `quiet ${length}`,
  },
  {
    before: new RegExp(`${LIFE}$`, "iu"),
    after: new RegExp(`^(?:quiet\\s+)(?:for\\s+)?${LENGTH}`, "iu"),
    write: ({ length = "" }) => `(quiet ${length})`,
  },
  {
    before: new RegExp(`${LIFE}$`, "iu"),
    after: /^(?!\()(?=(?<window>in\s+(?:the\s+)?last\s+\d+\s+\p{L}+)?)(?<rest>\p{L}*)/iu,
    write: ({ verb = "", rest = "" }) =>
      `(quiet 60 days) ${rest === "" && /^r/iu.test(verb) ? "in last 7 days" : rest}`.trim(),
    because: quietOf,
  },
  {
    before: new RegExp(
      String.raw`\boverdue\s+(?<event>${NAME})\s*\(\s*(?<slip>(?<n>\d[\d.]*)\s+times?\s*(?:the\s+)?(?:usual\s*)?)$`,
      "iu",
    ),
    after: /^\)/u,
    write: ({ n = "" }) => `${n} times the usual gap)`,
    because: gapOf,
  },
  {
    before: new RegExp(String.raw`\boverdue\s+(?<event>${NAME})\s*$`, "iu"),
    after: /^(?!\()(?<rest>\p{L}*)/iu,
    write: ({ rest = "" }) => `(2 times the usual gap) ${rest}`.trim(),
    because: gapOf,
  },
  {
    before: /(?<slip>(?:\bfor\s+)?(?:\bthe\s+)?)$/iu,
    after: /^first\s+time(?![\p{L}\p{N}_])/iu,
    write: () => "for the first time",
  },
  {
    before: new RegExp(String.raw`\bdid\s+(?:not\s+)?${NAME}\s+(?<slip>with\s+(?<path>${WORD})\s*)$`, "iu"),
    after: /^(?<op>[<>=!]+|is(?![\p{L}\p{N}_]))/iu,
    write: ({ path = "", op = "" }) => `where ${path} ${op}`,
  },
  {
    before: /(?<slip>\band\s+then\s+)$/iu,
    after: new RegExp(`^(?<event>${WORD}|"(?:[^"\\\\\\n]|\\\\.)*")`, "iu"),
    write: ({ event = "" }) => `then ${event}`,
  },
  {
    before: new RegExp(String.raw`(?<slip>\bfollowed\s+by\s+(?<event>${NAME})\s+)$`, "iu"),
    after: /^within(?=\s)/iu,
    write: ({ event = "" }) => `then ${event} within`,
  },
  {
    before: /(?<!\bin\s+(?:the\s+)?)\b(?<slip>last\s+(?<n>\d+)\s+)$/iu,
    after: /^(?<unit>seconds?|minutes?|hours?|days?|weeks?)(?![\p{L}\p{N}_])/iu,
    write: ({ n = "", unit = "" }) => `in last ${n} ${unit}`,
  },
  { before: /(?<slip>\bbut\s+)$/iu, after: /^not(?![\p{L}\p{N}_])/iu, write: () => "then not" },
  {
    before: /(?<slip>\bin\s+)$/iu,
    after: new RegExp(
      `^community\\s+(?<name>${WORD}|"(?:[^"\\\\\n]|\\\\.)*")(?:\\s+with\\s+weight\\s*(?<op>[<>=]+)\\s*(?<n>\\d[\\d.]*%?))?`,
      "iu",
    ),
    write: weightOf,
    because: (found) =>
      `How much somebody belongs to a community is a trait that holds a weight for each: \`${weightOf(found)}\``,
  },
  {
    before: /(?<slip>\b(?:at|in|during)\s+)$/iu,
    after: /^(?:the\s+)?(?<days>weekdays|weekends)(?![\p{L}\p{N}_])/iu,
    write: ({ days = "" }) => `on ${days.toLowerCase()}`,
  },
];

/** The form that is meant where a text cannot go on at `from`. */
export function slipsOfShape(text: string, from: number): Generator<Special> {
  return slipsAmong(SLIPS, text, from);
}
