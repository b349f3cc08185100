import type { SyntaxNode } from "@lezer/common";
import type { Stack } from "@lezer/lr";
import { readKeys } from "../text/read-comparison.ts";
import { eventNodeOf, eventWordsIn, readEvent } from "../text/read-event.ts";
import { clausesOf } from "../text/read-window.ts";
import { children, type Reader, words } from "../text/reader.ts";
import { parser } from "../text/segment-parser.gen.ts";
import * as terms from "../text/segment-terms.gen.ts";
import type { PropertyPath } from "../tree/definition.ts";
import type { Owner } from "../vocabulary/owner.ts";

/** What a name or a text at the cursor would stand for. */
export type Role =
  | { readonly kind: "event"; readonly from: number }
  /** `above` are the keys before it, which may be those of a list where what it leads to may lie in items. */
  | ({ readonly kind: "property"; readonly above: PropertyPath; readonly intoLists?: true } & Owner)
  /** A value of what stands at the path. */
  | ({ readonly kind: "value"; readonly path: PropertyPath } & Owner)
  | { readonly kind: "list" | "segment" | "group" | "account" | "computed" | "occasion" }
  /** One in which the occasion is; null where that is no name. */
  | { readonly kind: "country"; readonly occasion: string | null };

const TRAITS: Owner = { of: "traits", event: null, lists: [] };

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
      return roleOfMeasured(parent, keysBefore(parent, name, reader), reader);
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
    case "Includes": {
      const list = roleOfValue(parent.parent, reader);
      return list === null ? null : { ...list, lists: [...list.lists, list.path], path: [] };
    }
    default:
      return null;
  }
}

/** "opened message "Spring"" names a value of the event's property. */
function roleOfWords(owner: SyntaxNode | null, reader: Reader): Role | null {
  const words = owner === null ? null : eventWordsIn(reader, owner);
  return words === null ? null : { kind: "value", ...ofEvent(words.event), path: [words.name] };
}

function ofEvent(event: string | null): Owner {
  return { of: "events", event, lists: [] };
}

/** What a measure is of may lead into the items of lists. */
function roleOfMeasured(property: SyntaxNode, above: PropertyPath, reader: Reader): Role {
  return { kind: "property", ...ofEvent(eventOf(property.parent, reader)), above, intoLists: true };
}

function roleOfPath(path: SyntaxNode, above: PropertyPath, reader: Reader): Role {
  const step = path.parent?.name === "SameAs" ? (path.parent.parent?.getChild("Step") ?? null) : null;
  const owner = step === null ? ownerOf(path.parent, reader) : ofEvent(eventOf(step, reader));
  return { kind: "property", ...owner, above };
}

function roleOfValue(
  test: SyntaxNode | null,
  reader: Reader,
): Extract<Role, { readonly kind: "value" }> | null {
  const pathNode = test?.getChild("Path") ?? null;
  const path = pathNode === null ? null : readKeys(reader, pathNode);
  return path === null ? null : { kind: "value", ...ownerOf(test, reader), path };
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

/** Whose property a test in a row is: of the condition on events that owns the clause, of an account, or a trait; or of an item of one. */
function ownerOf(operand: SyntaxNode | null, reader: Reader): Owner {
  let node = operand;
  while (node !== null) {
    const container: SyntaxNode | null = node.parent;
    if (container === null) return TRAITS;
    if (container.name === "StepWhere" && container.parent?.name === "Items") {
      return itemOf(ownerOf(container.parent, reader), container.parent.getChild("Path"), reader);
    }
    if (container.name === "ItemWhere" && container.parent !== null) {
      return itemOf(
        ofEvent(eventOf(container.parent, reader)),
        container.parent.getChild("Property"),
        reader,
      );
    }
    if (OWNED_ROWS.includes(container.name)) {
      const isAccount = container.parent?.name === "Accounts";
      return isAccount
        ? { of: "accounts", event: null, lists: [] }
        : ofEvent(eventOf(container.parent, reader));
    }
    const owner = ownerBefore(node);
    if (owner !== null) return ofEvent(eventOf(owner, reader));
    if (container.name !== "Group") return TRAITS;
    node = container;
  }
  return TRAITS;
}

/** In the items that a path leads to or, of a measure, through. */
function itemOf(owner: Owner, path: SyntaxNode | null, reader: Reader): Owner {
  const keys = path === null ? null : readKeys(reader, path);
  return keys === null ? owner : { ...owner, lists: [...owner.lists, keys] };
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
