import { timesOf } from "./amounts.ts";
import { QUOTED, type Slip, slipsAmong, type Special, START, WORD, WORD_ENDS } from "./slip.ts";

const WHO = String.raw`(?:(?:users?|people|persons?|customers?|contacts?|everyone|everybody|anyone|anybody|who|that|they|have|has|had|is|are|was|were)\s+)`;
const NAMED = String.raw`(?<name>${QUOTED}|${WORD})`;

const whichMembers = ({ which = "any", n }: Readonly<Record<string, string>>): string => {
  if (n !== undefined) return `${timesOf(which, n, "member")} of their account`;
  const said = which.toLowerCase();
  const one = said === "none" || said === "no" ? "no" : said === "all" || said === "each" ? "every" : said;
  return `${one} member of their account`;
};

/** How people begin to say something of somebody. */
const SLIPS: readonly Slip[] = [
  {
    before: new RegExp(`${START}(?<slip>${WHO}*never\\s+${WHO}*)$`, "iu"),
    after: new RegExp(`^(?:did\\s+|done\\s+)?${NAMED}`, "iu"),
    write: ({ name = "" }) => `did not ${name}`,
  },
  {
    before: new RegExp(`${START}(?<slip>${WHO}+)$`, "iu"),
    after: new RegExp(`^never\\s+${WHO}*(?:did\\s+|done\\s+)?${NAMED}`, "iu"),
    write: ({ name = "" }) => `did not ${name}`,
  },
  {
    before: new RegExp(`${START}(?<slip>${WHO}+)$`, "iu"),
    after: new RegExp(`^${WHO}*did(?<not>\\s+not)?\\s+${NAMED}`, "iu"),
    write: ({ not, name = "" }) => `did ${not === undefined ? "" : "not "}${name}`,
  },
  {
    before: new RegExp(String.raw`${START}(?<slip>${WHO}*(?:has|have)\s+(?<not>not\s+)?)$`, "iu"),
    after: new RegExp(`^(?:done\\s+)?(?!been${WORD_ENDS})${NAMED}`, "iu"),
    write: ({ not, name = "" }) => `did ${not === undefined ? "" : "not "}${name}`,
  },
  {
    before: new RegExp(
      String.raw`${START}(?<slip>${WHO}*(?:(?:added|belongs?|on|joined|members?|part)\s+)?)$`,
      "iu",
    ),
    after: new RegExp(
      String.raw`^(?:(?:to|of|in|on)\s+)?(?:the\s+)?(?<what>list|segment)\s+(?<name>${QUOTED}|${WORD})`,
      "iu",
    ),
    write: ({ what = "", name = "" }) => `in ${what.toLowerCase()} ${name}`,
  },
  {
    before: new RegExp(String.raw`${START}(?<slip>${WHO}+(?<not>not\s+)?in\s+(?:the\s+)?)$`, "iu"),
    after: new RegExp(`^(?<what>list|segment)${WORD_ENDS}`, "iu"),
    write: ({ what = "", not }) => `${not === undefined ? "" : "not "}in ${what.toLowerCase()}`,
  },
  {
    before: new RegExp(String.raw`${START}(?<slip>accounts?\s*)$`, "iu"),
    after:
      /^:\s*(?:(?<which>at\s+least|at\s+most|exactly|more\s+than|less\s+than)\s+(?<n>\d+)|(?<each>any|every|all|each|none|no))(?:\s+members?)?(?:\s+of)?(?=\s*\()/iu,
    write: ({ which, each, n }) =>
      whichMembers({ which: which ?? each ?? "any", ...(n === undefined ? {} : { n }) }),
    because: (found) =>
      `What is asked of the people of an account begins with how many of them: \`${found["n"] === undefined ? whichMembers({ which: found["each"] ?? "any" }) : whichMembers(found)} (did purchase)\``,
  },
];

/** What is meant where somebody is spoken of as the language does not. */
export function slipsOfPerson(text: string, from: number): Generator<Special> {
  return slipsAmong(SLIPS, text, from);
}
