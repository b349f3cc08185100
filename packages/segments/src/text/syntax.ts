import type { PartialParse, Tree } from "@lezer/common";
import type { Stack } from "@lezer/lr";
import { must } from "@habitus/kernel";
import { parser } from "./segment-parser.gen.ts";

export type SyntaxReading =
  | { readonly kind: "ok"; readonly tree: Tree }
  /** Where the parser cannot go on. */
  | { readonly kind: "refused"; readonly at: number };

const strictParser = parser.configure({ strict: true });

/** Parses without any recovery: a text that the grammar does not derive is refused at the first word that does not fit. */
export function readSyntax(text: string): SyntaxReading {
  const run = runParser(text);
  return run.kind === "ok" ? run : { kind: "refused", at: positionOf(run.stacks) };
}

type Run =
  | { readonly kind: "ok"; readonly tree: Tree }
  /** At least one; more where words can be read in several ways. */
  | { readonly kind: "stuck"; readonly stacks: readonly Stack[] };

function runParser(text: string): Run {
  // `stacks` is where the run stands. The parser's own error names an offset only; the stack knows what could follow.
  const run = strictParser.startParse(text) as PartialParse & { readonly stacks: readonly Stack[] };
  for (;;) {
    const standing = run.stacks;
    try {
      const tree = run.advance();
      if (tree !== null) return { kind: "ok", tree };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { kind: "stuck", stacks: standing };
    }
  }
}

/** No token of the language holds it, so the parser stops before it takes any step that depends on what follows. */
const NO_TOKEN = "\n\u0001";

function positionOf(stacks: readonly Stack[]): number {
  return must(stacks[0], "a parse has a stack").pos;
}

/**
 * The parser's stack where it got stuck, as it was before the word that does not fit. A word that fits elsewhere can lead the
 * parser to close what is open before it stops, and with it forget what could have gone on: hence the text up to there is parsed again.
 */
export function stackAt(text: string, at: number): Stack {
  return must(stacksBehind(text.slice(0, at))[0], "a parse has a stack");
}

/** Every way to read a beginning of a definition: the parser's stacks behind it. Where it got stuck before, they stand there. */
export function stacksBehind(text: string): readonly Stack[] {
  const run = runParser(text + NO_TOKEN);
  return must(run.kind === "stuck" ? run.stacks : null, "nothing derives a character outside of all tokens");
}
