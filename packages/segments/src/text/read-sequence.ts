import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  EventChoice,
  NotCondition,
  PropertyCondition,
  PropertyPath,
  SequenceCondition,
  ThenStep,
} from "../tree/definition.ts";
import { readKeys } from "./read-comparison.ts";
import { windowAmong } from "./read-did.ts";
import { readEvent } from "./read-event.ts";
import { readDuration } from "./read-window.ts";
import { readNarrowed } from "./read-narrowed.ts";
import { onlyOne, placed, type Reader, words } from "./reader.ts";

type Parts = {
  /** Windows and the time zone behind the chain. */
  readonly clauses: readonly SyntaxNode[];
  /** Reads the tests of "(where ...)". */
  readonly readWhere: (node: SyntaxNode) => PropertyCondition | null;
};

export function readSequence(
  reader: Reader,
  node: SyntaxNode,
  parts: Parts,
): SequenceCondition | NotCondition | null {
  const first = readStep(reader, must(node.getChild("Step"), "a chain has a first event"), parts);
  const thens = node.getChildren("Then");
  // Behind "with same" the last step goes on.
  const following = thens.map((step, at) =>
    readThen(reader, at === thens.length - 1 ? [step, node] : [step], parts),
  );
  const window = windowAmong(reader, parts.clauses);
  const sameNode = onlyOne(reader, node.getChildren("SameAs"), "`with same`");
  const same = sameNode === null ? null : readSame(reader, sameNode);
  const steps = following.filter((step) => step !== null);
  if (first === null || steps.length < following.length) return null;
  const sequence = placed<SequenceCondition>(reader, node, {
    kind: "sequence",
    first,
    following: steps,
    ...(same === null ? {} : { same }),
    ...(window === null ? {} : { window }),
  });
  return words(node).includes("not")
    ? placed<NotCondition>(reader, node, { kind: "not", of: sequence })
    : sequence;
}

function readSame(reader: Reader, node: SyntaxNode): PropertyPath | null {
  return readKeys(reader, must(node.getChild("Path"), "with same names a property"));
}

function readStep(reader: Reader, node: SyntaxNode, { readWhere }: Parts): EventChoice | null {
  const event = readEvent(reader, node);
  const narrowed = readNarrowed(reader, node, readWhere);
  return event === null || narrowed === null ? null : placed(reader, node, { event, ...narrowed });
}

/** @param nodes that of the step, and what else says within which time and without what. */
function readThen(reader: Reader, nodes: readonly SyntaxNode[], parts: Parts): ThenStep | null {
  const node = must(nodes[0], "a step has a node");
  const said = (name: string): readonly SyntaxNode[] => nodes.flatMap((each) => each.getChildren(name));
  const event = readStep(reader, must(node.getChild("Step"), "then names an event"), parts);
  const withinNode = onlyOne(reader, said("Within"), "`within`");
  const withoutNode = onlyOne(reader, said("Without"), "`without`");
  const within = withinNode === null ? null : readDuration(reader, withinNode);
  const without =
    withoutNode === null
      ? null
      : readStep(reader, must(withoutNode.getChild("Step"), "without names an event"), parts);
  if (event === null || (withoutNode !== null && without === null)) return null;
  return placed<ThenStep>(reader, node, {
    event,
    ...(words(node).includes("not") ? { absent: true } : {}),
    ...(within === null ? {} : { within }),
    ...(without === null ? {} : { without }),
  });
}
