import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { doubtfulNames } from "./doubtful-names.ts";
import { parseDefinition } from "./parse-definition.ts";
import { printDefinition } from "./print-definition.ts";
import type { TextProblem } from "./problem.ts";

// What people type who do not know the language, with what they mean. Read the difference of golden/natural.txt before you accept it
// with `npx vitest run packages/segments/src/text/natural-sentences.test.ts -u`.
const FILE = new URL("../../test/natural-sentences.txt", import.meta.url);
const SENTENCES = readFileSync(FILE, "utf8")
  .split("\n")
  .filter((line) => !line.startsWith("#") && line.includes("=>"))
  .map((line) => {
    const at = line.lastIndexOf("=>");
    return { written: line.slice(0, at).trim(), meant: line.slice(at + 2).trim() };
  });

/** Nobody takes more offers one after the other. */
const MOST_OFFERS = 4;

type Taken = {
  readonly offers: readonly TextProblem[];
  readonly text: string;
  readonly reads: string | null;
};

/** Takes what is offered for the first thing that is wrong, or doubtful, until nothing is. */
function takeOffers(written: string): Taken {
  const offers: TextProblem[] = [];
  for (let text = written; ; ) {
    const parsed = parseDefinition(text);
    const reads = parsed.kind === "ok" ? printDefinition(parsed.definition) : null;
    const problems =
      parsed.kind === "refused"
        ? parsed.problems
        : doubtfulNames(
            text,
            () => false,
            () => false,
          );
    const [offer] = problems;
    if (offer === undefined || offers.length === MOST_OFFERS) return { offers, text, reads };
    offers.push(offer);
    if (offer.suggestion === null) return { offers, text, reads };
    text = text.slice(0, offer.from) + offer.suggestion + text.slice(offer.to);
  }
}

const TAKEN = SENTENCES.map((sentence) => ({ ...sentence, taken: takeOffers(sentence.written) }));

function show({ written, taken: { offers, reads } }: (typeof TAKEN)[number]): string {
  const said = offers.map(({ message, suggestion }) => `  ${suggestion ?? "-"}\n    ${message}`);
  return [written, ...said, `  = ${reads ?? "refused"}\n`].join("\n");
}

test("every sentence is told what to write instead", async () => {
  expect(SENTENCES.length).toBeGreaterThanOrEqual(150);
  await expect(TAKEN.map(show).join("\n")).toMatchFileSnapshot("golden/natural.txt");
});

test("what is offered, taken, reads as what was meant", () => {
  const others = TAKEN.flatMap(({ written, meant, taken: { text, reads } }) => {
    const wanted = meant === "" ? null : parseDefinition(meant);
    const is = wanted?.kind === "ok" ? printDefinition(wanted.definition) : null;
    return reads === is && (meant === "" || is !== null) ? [] : [{ written, text, reads, is }];
  });
  expect(others).toEqual([]);
});
