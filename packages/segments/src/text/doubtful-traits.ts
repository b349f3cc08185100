import type { SyntaxNode, Tree } from "@lezer/common";
import { problemAt, type TextProblem } from "./problem.ts";
import { clausesOf, WINDOW_NODES } from "./read-window.ts";

/** Windows in which somebody did something, too; what lies ahead is asked of traits alone. */
const OF_EVENTS: ReadonlySet<string> = new Set(["Last", "Calendar", "Older", "This", "Previous"]);
const CLAUSES_OF_TESTS: readonly string[] = ["Where", "With", "Has"];

/**
 * What stands behind `did EVENT or` with a window and reads as a trait, `did purchase or refund in last 3 days`: it may be meant for a second
 * event, and the window for both. A date of the person is asked for in the same words, so it is no mistake for sure.
 * @param isTrait of names that are traits nobody doubts.
 */
export function doubtfulTraits(
  text: string,
  tree: Tree,
  isTrait: (name: string) => boolean,
): readonly TextProblem[] {
  const problems: TextProblem[] = [];
  tree.iterate({
    enter: ({ node, name }) => {
      if (name !== "Test") return;
      const did = didBefore(node);
      const window = windowOf(node);
      const named = node.getChild("Path");
      if (did === null || window === null || named === null) return;
      const isOneName = named.firstChild?.nextSibling === null && named.firstChild.name === "Word";
      const written = text.slice(named.from, named.to);
      if (!isOneName || isTrait(written)) return;
      const meant = meantBy(text, { did, test: node, window });
      const message = `This reads \`${written}\` as a date known of the person, for an event is said with \`did\` each time; did you mean \`${meant}\`? If it is the trait, write it in double quotes`;
      const parts = { code: "doubtful_trait", message, suggestion: meant };
      problems.push(problemAt(text, { from: did.from, to: node.to }, parts));
    },
  });
  return problems;
}

/** The condition on events right before a test in its row, where the row says nothing of the properties of that event. */
function didBefore(test: SyntaxNode): SyntaxNode | null {
  const joiner = before(test);
  if (joiner === null || (joiner.name !== "or" && joiner.name !== "and")) return null;
  const did = before(joiner);
  if (did?.name !== "Did") return null;
  return CLAUSES_OF_TESTS.some((clause) => did.getChild(clause) !== null) ? null : did;
}

function before(node: SyntaxNode): SyntaxNode | null {
  let found = node.prevSibling;
  while (found?.name === "Comment") found = found.prevSibling;
  return found;
}

function windowOf(test: SyntaxNode): SyntaxNode | null {
  const window = test.getChild("When")?.firstChild ?? null;
  return window !== null && OF_EVENTS.has(window.name) ? window : null;
}

type Row = { readonly did: SyntaxNode; readonly test: SyntaxNode; readonly window: SyntaxNode };

/** Both as events, of the same window where the first has none of its own; of what was not done, neither. */
function meantBy(text: string, { did, test, window }: Row): string {
  const written = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const hasWindow = clausesOf(did).some(({ name }) => WINDOW_NODES.has(name));
  const first = hasWindow ? written(did) : `${written(did)} ${written(window)}`;
  const isNot = did.getChild("not") !== null;
  const joiner = isNot ? "and" : (before(test)?.name ?? "or");
  return `${first} ${joiner} did ${isNot ? "not " : ""}${written(test)}`;
}
