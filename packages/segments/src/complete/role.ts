import type { SyntaxNode } from "@lezer/common";
import type { Stack } from "@lezer/lr";
import { readKeys } from "../text/read-comparison.ts";
import { eventNodeOf, eventWordsIn, readEvent } from "../text/read-event.ts";
import { clausesOf } from "../text/read-window.ts";
import { children, type Reader, words } from "../text/reader.ts";
import { parser } from "../text/segment-parser.gen.ts";
import * as terms from "../text/segment-terms.gen.ts";
import type { PropertyPath } from "../tree/definition.ts";

/** What a name or a text at the cursor would stand for. */
export type Role =
  | { readonly kind: "event"; readonly from: number }
  /** `above` are the keys before it; `event` is null where it is not one event by name. */
  | { readonly kind: "property"; readonly event: string | null; readonly above: PropertyPath }
  | { readonly kind: "trait"; readonly above: PropertyPath }
  /** A value of the property of `event`, or of a trait. */
  | {
      readonly kind: "value";
      readonly of: "property";
      readonly event: string | null;
      readonly path: PropertyPath;
    }
  | { readonly kind: "value"; readonly of: "trait"; readonly path: PropertyPath }
  | { readonly kind: "list" | "segment" | "group" | "account" | "computed" | "occasion" }
  /** One in which the occasion is; null where that is no name. */
  | { readonly kind: "country"; readonly occasion: string | null };

const NAME = "zz";
const TEXT = '"zz"';

/**
 * What could be named behind `before`; null when no name fits there. A name is put there and the parser, which mends what is
 * not finished, says what it has become a part of.
 */
export function roleBehind(before: string, stacks: readonly Stack[], isQuoted: boolean): Role | null {
  const takesName = !isQuoted && stacks.some((stack) => stack.canShift(terms.Word));
  const takesText = stacks.some((stack) => stack.canShift(terms.Text));
  if (!takesName && !takesText) return null;
  const text = before + (takesName ? NAME : TEXT);
  const node = parser.parse(text).resolveInner(before.length + 1, 0);
  const parent = node.parent;
  if (parent === null || (node.name !== "Word" && node.name !== "Text")) return null;
  return roleOf(parent, node, { text, problems: [], places: new Map() });
}

function roleOf(parent: SyntaxNode, name: SyntaxNode, reader: Reader): Role | null {
  switch (parent.name) {
    case "Event":
      return { kind: "event", from: parent.from };
    case "Named":
    case "Done":
      return roleOfWords(parent.parent, reader);
    case "Property":
      return {
        kind: "property",
        event: eventOf(parent.parent, reader),
        above: keysBefore(parent, name, reader),
      };
    case "Path":
      return roleOfPath(parent, keysBefore(parent, name, reader), reader);
    case "Listed":
      return { kind: "list" };
    case "Account":
      return { kind: "account" };
    case "Scored":
      return words(parent).includes("computed") ? { kind: "computed" } : null;
    case "Subscribed":
      return { kind: "group" };
    case "Occasion":
      return { kind: "occasion" };
    case "Country": {
      const [occasion = null] = parent.parent === null ? [] : (readKeys(reader, parent.parent) ?? []);
      return { kind: "country", occasion };
    }
    case "Member":
    case "Crossed":
      return { kind: "segment" };
    case "Among":
      return { kind: words(parent).includes("list") ? "list" : "segment" };
    case "Is":
    case "In":
    case "TextTest":
      return roleOfValue(parent.parent, reader);
    default:
      return null;
  }
}

/** "opened message "Spring"" names a value of the event's property. */
function roleOfWords(owner: SyntaxNode | null, reader: Reader): Role | null {
  const words = owner === null ? null : eventWordsIn(reader, owner);
  return words === null ? null : { kind: "value", of: "property", event: words.event, path: [words.name] };
}

function roleOfPath(path: SyntaxNode, above: PropertyPath, reader: Reader): Role {
  const owner =
    path.parent?.name === "SameAs" ? (path.parent.parent?.getChild("Step") ?? null) : ownerOf(path.parent);
  if (owner === "trait") return { kind: "trait", above };
  return { kind: "property", event: eventOf(owner, reader), above };
}

function roleOfValue(test: SyntaxNode | null, reader: Reader): Role | null {
  const pathNode = test?.getChild("Path") ?? null;
  const path = pathNode === null ? null : readKeys(reader, pathNode);
  if (path === null) return null;
  const owner = ownerOf(test);
  return owner === "trait"
    ? { kind: "value", of: "trait", path }
    : { kind: "value", of: "property", event: eventOf(owner, reader), path };
}

/** The name of a node's event, as far as it is one name. */
function eventOf(node: SyntaxNode | null, reader: Reader): string | null {
  const name = node === null || eventNodeOf(node) === null ? null : readEvent(reader, node);
  return typeof name === "string" ? name : null;
}

function keysBefore(path: SyntaxNode, name: SyntaxNode, reader: Reader): PropertyPath {
  return (readKeys(reader, path) ?? []).slice(0, keysUpTo(path, name) - 1);
}

function keysUpTo(path: SyntaxNode, name: SyntaxNode): number {
  return children(path).filter((child) => child.name !== "." && child.from <= name.from).length;
}

/** Whose property a test in a row is: of the condition on events that owns the clause, or a trait. */
function ownerOf(operand: SyntaxNode | null): SyntaxNode | "trait" | null {
  let node = operand;
  while (node !== null) {
    const container: SyntaxNode | null = node.parent;
    if (container === null) return "trait";
    if (OWNED_ROWS.includes(container.name)) return container.parent;
    // What lies inside an item is of no event by name.
    if (container.name === "ItemWhere") return container;
    const owner = ownerBefore(node);
    if (owner !== null) return owner;
    if (container.name !== "Group") return "trait";
    node = container;
  }
  return "trait";
}

const OWNED_ROWS: readonly string[] = ["Where", "With", "StepWhere", "Narrowed", "Has"];
const JOINERS: readonly string[] = ["and", "or", "not"];

/** The condition in the same row whose where clause still takes the operand. */
function ownerBefore(operand: SyntaxNode): SyntaxNode | null {
  for (let before = operand.prevSibling; before !== null; before = before.prevSibling) {
    if (JOINERS.includes(before.name) || before.name === "Comment") continue;
    const where = before.getChild("Where") ?? before.getChild("With") ?? before.getChild("Has");
    if (where !== null) return endsInClause(where.lastChild) ? null : before;
    if (!isOpenTest(before)) return null;
  }
  return null;
}

function isOpenTest(node: SyntaxNode): boolean {
  return (node.name === "Test" || node.name === "Group") && !endsInClause(node);
}

function endsInClause(node: SyntaxNode | null): boolean {
  return node !== null && clausesOf(node).length > 0;
}
