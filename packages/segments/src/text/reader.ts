import type { SyntaxNode } from "@lezer/common";
import { type ProblemParts, problemAt, type Span, type TextProblem } from "./problem.ts";

/** What the readers of the syntax tree share: the text, the problems found so far, and where each part of the tree stands. */
export type Reader = {
  readonly text: string;
  readonly problems: TextProblem[];
  /** Nodes of the definition by identity. A part without an entry stands where its parent stands. */
  readonly places: Map<object, Span>;
};

export function refuse(reader: Reader, node: Span, parts: ProblemParts): void {
  reader.problems.push(problemAt(reader.text, node, parts));
}

export function placed<T extends object>(reader: Reader, node: Span, part: T): T {
  reader.places.set(part, { from: node.from, to: node.to });
  return part;
}

export function textOf(reader: Reader, node: Span): string {
  return reader.text.slice(node.from, node.to);
}

export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") found.push(child);
  }
  return found;
}

/** Names of the keyword and punctuation children, in order: the shape of a phrase. */
export function words(node: SyntaxNode): readonly string[] {
  return children(node)
    .map((child) => child.name)
    .filter((name) => name === name.toLowerCase());
}

export function onlyOne(reader: Reader, found: readonly SyntaxNode[], what: string): SyntaxNode | null {
  const [first = null, ...others] = found;
  for (const other of others) {
    refuse(reader, other, {
      code: "said_twice",
      message: `A condition has one ${what}; this is a second one`,
    });
  }
  return first;
}
