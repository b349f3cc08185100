import type { SyntaxNode, Tree } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  ChangedComparison,
  Condition,
  Definition,
  ItemsComparison,
  MembersChoice,
  PropertyCondition,
} from "../tree/definition.ts";
import { readComparison, readKeys } from "./read-comparison.ts";
import {
  type Clauses,
  countAmong,
  readAggregate,
  readDays,
  readDid,
  readScored,
  readLifecycle,
  readOutermost,
  refuseKinds,
  windowAmong,
} from "./read-did.ts";
import { readAnniversary, readOccasion } from "./read-anniversary.ts";
import { readFavourite, readOverdue } from "./read-habit.ts";
import { readSessions } from "./read-sessions.ts";
import { readRatio, readShare } from "./read-share.ts";
import { type ReadInside, readRanked, readRfm } from "./read-ranked.ts";
import { readSequence } from "./read-sequence.ts";
import { withWords } from "./read-event.ts";
import { children, placed, type Reader, refuse, textOf, words } from "./reader.ts";
import { clausesOf, numbersOf, readCount, WINDOW_NODES } from "./read-window.ts";

/**
 * One operand of a row: the word before it, how many times "not" was said, and the node itself.
 * The grammar leaves rows flat; here they get their meaning. "not" binds closest, then "and", then "or".
 */
type Operand = { readonly joiner: "and" | "or"; readonly nots: number; readonly node: SyntaxNode };

/**
 * Turns the syntax tree into a definition. Problems are collected in the reader; when there are any, the result is null.
 *
 * How far a where clause reaches: over every property test that follows in the same row, joined by "and" or "or", until
 * a window, a count or a comparison of the owner stands behind one, or a condition on the person begins, or the row ends.
 */
export function readDefinition(reader: Reader, tree: Tree): Definition | null {
  const condition = readRow(reader, operandsOf(tree.topNode));
  return condition === null || reader.problems.length > 0 ? null : { version: 1, condition };
}

function operandsOf(row: SyntaxNode): readonly Operand[] {
  const operands: Operand[] = [];
  let joiner: "and" | "or" = "and";
  let nots = 0;
  for (const node of children(row)) {
    if (node.name === "and" || node.name === "or") joiner = node.name;
    else if (node.name === "not") nots++;
    else if (isOperand(node)) {
      operands.push({ joiner, nots, node });
      nots = 0;
    }
  }
  return operands;
}

const OPERANDS: ReadonlySet<string> = new Set(
  "Group Everyone Listed Account Accounts Members Subscribed Member Crossed Scored Bucket Did Sequence Aggregate Days Lifecycle Sessions Outermost Share Ratio Overdue Favourite Anniversary Occasion Ranked RankedValue Rfm Items Test".split(
    " ",
  ),
);

function isOperand(node: SyntaxNode): boolean {
  return OPERANDS.has(node.name);
}

function readRow(reader: Reader, operands: readonly Operand[]): Condition | null {
  const parts: Part<Condition>[] = [];
  for (let at = 0; at < operands.length; ) {
    const operand = must(operands[at], "at is inside the row");
    const where = whereOf(operand.node);
    const reach = where === null ? [] : reachOfWhere(where, operands.slice(at + 1));
    const condition = readOperand(reader, operand, reach);
    parts.push({
      joiner: operand.joiner,
      value: condition === null ? null : negate(condition, operand.nots),
    });
    at += Math.max(1, reach.length);
  }
  return join<Condition>(parts, (kind, of) => ({ kind, of }));
}

function whereOf(node: SyntaxNode): SyntaxNode | null {
  return node.getChild("Where") ?? node.getChild("With") ?? node.getChild("Has");
}

/** The operands of a where clause, or of what an event "has": its own first one, then what it takes from the row behind its owner. */
function reachOfWhere(where: SyntaxNode, following: readonly Operand[]): readonly Operand[] {
  const first = must(operandsOf(where)[0], "where is followed by a test");
  const reach: Operand[] = [first];
  for (const next of following) {
    const last = must(reach.at(-1), "the reach begins with one operand");
    if (clausesOf(last.node).length > 0 || !isPropertyTest(next.node)) break;
    reach.push(next);
  }
  return reach;
}

function isPropertyTest(node: SyntaxNode): boolean {
  if (node.name === "Group") return operandsOf(node).every((operand) => isPropertyTest(operand.node));
  return node.name === "Test" || node.name === "Items";
}

function readOperand(reader: Reader, { node }: Operand, reach: readonly Operand[]): Condition | null {
  const readWhere = (where: SyntaxNode): PropertyCondition | null =>
    readPropertyRow(reader, operandsOf(where));
  switch (node.name) {
    case "Everyone":
      return placed<Condition>(reader, node, { kind: "everyone" });
    case "Listed":
    case "Account":
    case "Subscribed":
    case "Member":
      return readReference(reader, node);
    case "Accounts":
    case "Members":
      return node.name === "Accounts" ? readAccounts(reader, node) : readMembers(reader, node);
    case "Crossed":
      return readTransition(reader, node);
    case "Scored":
      return readScored(reader, node);
    case "Bucket":
      return readBucket(reader, node);
    case "Group":
      refuseClauses(reader, node);
      return readRow(reader, operandsOf(node));
    case "Test":
      refuseClauses(reader, node);
      return readTest(reader, node, "trait");
    case "Items":
      refuseClauses(reader, node);
      return readItems(reader, node, "trait");
    case "Did":
      return readDid(reader, node, ownedClauses(reader, node, reach));
    case "Sequence":
      return readSequence(reader, node, { clauses: clausesOf(node), readWhere });
    case "Days":
      return readDays(reader, node, ownedClauses(reader, node, reach));
    case "Outermost":
      return readOutermost(reader, node, { ...ownedClauses(reader, node, reach), readWhere });
    case "Overdue":
      return readOverdue(reader, node, ownedClauses(reader, node, reach));
    case "Favourite":
      return readFavourite(reader, node, ownedClauses(reader, node, reach));
    case "Ranked":
    case "RankedValue":
      return readRanked(reader, node, insideOf(reader));
    case "Rfm":
      return readRfm(reader, node, insideOf(reader));
    case "Share":
      return readShare(reader, node, ownedClauses(reader, node, reach), readWhere);
    case "Ratio":
      return readRatio(reader, node, clausesOf(node), readWhere);
    case "Anniversary":
    case "Occasion":
      return node.name === "Occasion" ? readOccasion(reader, node) : readAnniversary(reader, node);
    case "Sessions":
      return readSessions(reader, node, ownedClauses(reader, node, reach));
    case "Lifecycle":
      return readLifecycle(reader, node, ownedClauses(reader, node, reach));
    default:
      return readAggregate(reader, node, ownedClauses(reader, node, reach), readWhere);
  }
}

function insideOf(reader: Reader): ReadInside {
  return {
    readWhere: (node) => readPropertyRow(reader, operandsOf(node)),
    readRow: (node) => readRow(reader, operandsOf(node)),
  };
}

/** A condition on something that is known by a name. */
function readReference(reader: Reader, node: SyntaxNode): Condition | null {
  const [name] = readKeys(reader, node) ?? [];
  if (name === undefined) return null;
  if (node.name === "Listed") return placed<Condition>(reader, node, { kind: "list", list: name });
  if (node.name === "Account") return placed<Condition>(reader, node, { kind: "account", account: name });
  if (node.name === "Subscribed") return placed<Condition>(reader, node, { kind: "subscribed", group: name });
  return placed<Condition>(reader, node, { kind: "segment", segment: name });
}

function readBucket(reader: Reader, node: SyntaxNode): Condition | null {
  const [by] = readKeys(reader, node) ?? [];
  const numbers = numbersOf(reader, node);
  const [from = 0, second = 0] = numbers;
  const [to, of] = numbers.length === 2 ? [from, second] : [second, numbers[2] ?? 0];
  return by === undefined ? null : placed<Condition>(reader, node, { kind: "bucket", from, to, of, by });
}

function readTransition(reader: Reader, node: SyntaxNode): Condition | null {
  const clauses = clausesOf(node);
  const [segment] = readKeys(reader, node) ?? [];
  const count = countAmong(reader, clauses);
  const window = windowAmong(reader, clauses);
  if (segment === undefined) return null;
  return placed<Condition>(reader, node, {
    kind: words(node).includes("left") ? "left" : "entered",
    segment,
    ...(count === null ? {} : { count }),
    ...(window === null ? {} : { window }),
  });
}

/** What belongs to a "did" or an aggregate: its own clauses, its where clause and the clauses behind that. */
function ownedClauses(reader: Reader, node: SyntaxNode, reach: readonly Operand[]): Clauses {
  const own = clausesOf(node);
  const last = reach.at(-1);
  // What an event has is said beside the tests of the event, and a share is one of the events that meet them.
  const isApart = node.name === "Outermost" || node.name === "Share";
  const withEvent = (where: PropertyCondition | null) => (isApart ? where : withWords(reader, node, where));
  if (last === undefined) return { clauses: own, where: withEvent(null) };
  for (const operand of reach.slice(0, -1)) refuseClauses(reader, operand.node);
  const where = readPropertyRow(reader, reach);
  if (where !== null)
    reader.places.set(where, { from: must(reach[0], "not empty").node.from, to: last.node.to });
  const behind = clausesOf(last.node);
  if (node.name !== "Sessions")
    refuseKinds(reader, behind, "CompareLength", "it belongs to `session duration`");
  return { clauses: [...own, ...behind], where: where === null ? null : withEvent(where) };
}

function readPropertyRow(reader: Reader, operands: readonly Operand[]): PropertyCondition | null {
  const parts = operands.map(({ joiner, nots, node }): Part<PropertyCondition> => {
    const read = readPropertyOperand(reader, node);
    return { joiner, value: read === null ? null : negate(read, nots) };
  });
  return join<PropertyCondition>(parts, (kind, of) => ({ kind, of }));
}

function readPropertyOperand(reader: Reader, node: SyntaxNode): PropertyCondition | null {
  if (node.name === "Test") return readTest(reader, node, "property");
  if (node.name === "Items") return readItems(reader, node, "property");
  if (node.name !== "Group") {
    refuse(reader, node, {
      code: "condition_in_where",
      message: `A where clause tests the properties of one event; \`${textOf(reader, node)}\` is a condition on the person`,
    });
    return null;
  }
  const operands = operandsOf(node);
  for (const operand of operands) refuseClauses(reader, operand.node);
  return readPropertyRow(reader, operands);
}

function refuseClauses(reader: Reader, node: SyntaxNode): void {
  if (node.name !== "Test" && node.name !== "Items" && node.name !== "Group") return;
  if (node.getChild("Changed") !== null) return;
  for (const clause of clausesOf(node)) {
    const written = textOf(reader, clause);
    if (isOfDate(node, clause)) continue;
    const reason = `it belongs to a condition on events, such as \`${exampleOf(clause, written)}\``;
    refuse(reader, clause, {
      code: "clause_not_here",
      message: `\`${written}\` cannot stand here: ${reason}`,
    });
  }
}

/** "renewal today in their time zone": the zone of a trait's window, which is read with it. */
function isOfDate(node: SyntaxNode, clause: SyntaxNode): boolean {
  return clause.name === "TheirZone" && node.getChild("When") !== null;
}

/** A condition that takes such a clause. */
function exampleOf({ name }: SyntaxNode, written: string): string {
  switch (name) {
    case "TheirZone":
      return `did EVENT today ${written}`;
    case "Compare":
      return `sum of EVENT.revenue ${written}`;
    case "CompareLength":
      return `sum of session duration ${written}`;
    default:
      return `did EVENT ${written}`;
  }
}

function readTest<K extends "trait" | "property">(reader: Reader, node: SyntaxNode, kind: K) {
  const [first, second] = children(node);
  const isBare = first?.name === "Near";
  const path = isBare ? ["location"] : readKeys(reader, must(first, "a test begins with its path"));
  const read = readComparison(reader, must(isBare ? first : second, "a test has a comparison"));
  if (path === null || read === null) return null;
  const test = read.test.op === "changed" ? withWindow(reader, node, read.test) : read.test;
  const leaf = placed(reader, node, { kind, path, test });
  return read.negated ? placed(reader, node, { kind: "not" as const, of: leaf }) : leaf;
}

/** "any item of products (where price > 5)". */
function readItems<K extends "trait" | "property">(reader: Reader, node: SyntaxNode, of: K) {
  const path = readKeys(reader, must(node.getChild("Path"), "items are of a list"));
  const chosen = readChosen(reader, node);
  if (path === null || chosen === null) return null;
  const test = placed(reader, node, { op: "items" as const, ...chosen });
  return placed(reader, node, { kind: of, path, test });
}

/** "in any account (where plan is "pro")". */
function readAccounts(reader: Reader, node: SyntaxNode): Condition | null {
  const chosen = readChosen(reader, node);
  return chosen === null ? null : placed<Condition>(reader, node, { kind: "accounts", ...chosen });
}

/** "any member of their account (did purchase)". */
function readMembers(reader: Reader, node: SyntaxNode): Condition | null {
  const count = node.getChild("MemberCount");
  const said = node.getChild("MembersOf");
  const [first = ""] = said === null ? [] : textOf(reader, said).toLowerCase().split(/\s/);
  const which: MembersChoice =
    count === null
      ? { kind: first === "no" ? "none" : first === "every" ? "every" : "any" }
      : { kind: "count", count: readCount(reader, count) };
  const of = readRow(reader, operandsOf(node));
  return of === null ? null : placed<Condition>(reader, node, { kind: "members", which, of });
}

/** How many of the items, or of the accounts, and what they have to meet. */
function readChosen(reader: Reader, node: SyntaxNode): Pick<ItemsComparison, "which" | "where"> | null {
  const count = node.getChild("ItemCount") ?? node.getChild("AccountCount");
  const kind = words(node).includes("every") ? ("every" as const) : ("any" as const);
  const which = count === null ? { kind } : { kind: "count" as const, count: readCount(reader, count) };
  const whereNode = node.getChild("StepWhere");
  const where = whereNode === null ? null : readPropertyRow(reader, operandsOf(whereNode));
  if (whereNode !== null && where === null) return null;
  return { which, ...(where === null ? {} : { where }) };
}

function withWindow(reader: Reader, node: SyntaxNode, test: ChangedComparison): ChangedComparison {
  const clauses = clausesOf(node);
  for (const clause of clauses) {
    if (WINDOW_NODES.has(clause.name) || clause.name === "TheirZone") continue;
    refuse(reader, clause, {
      code: "clause_not_here",
      message: `\`${textOf(reader, clause)}\` cannot stand here: it belongs to a condition on events`,
    });
  }
  const window = windowAmong(reader, clauses);
  return window === null ? test : placed(reader, node, { ...test, window });
}

function negate<T extends object>(of: T, times: number): T | { readonly kind: "not"; readonly of: T } {
  let value: T | { readonly kind: "not"; readonly of: T } = of;
  for (let said = 0; said < times; said++) value = { kind: "not", of: value as T };
  return value;
}

type Part<T> = { readonly joiner: "and" | "or"; readonly value: T | null };

/** Gives a row its shape: "and" binds closer than "or". Null when a part of it was refused. */
function join<T>(parts: readonly Part<T>[], make: (kind: "and" | "or", of: readonly T[]) => T): T | null {
  const alternatives: T[][] = [];
  for (const { joiner, value } of parts) {
    if (value === null) return null;
    const last = alternatives.at(-1);
    if (last === undefined || joiner === "or") alternatives.push([value]);
    else last.push(value);
  }
  const [first, ...others] = alternatives.map((all) => (all.length === 1 ? all[0] : make("and", all)) as T);
  return others.length === 0 ? must(first, "a row has an operand") : make("or", [first as T, ...others]);
}
