import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  EventName,
  FavouriteCondition,
  NumberLiteral,
  OverdueCondition,
  PropertyPath,
} from "../tree/definition.ts";
import { literalsOf, readKeys } from "./read-comparison.ts";
import { type Clauses, countAmong, refuseKinds, windowAmong } from "./read-did.ts";
import { eventNodeOf, readEvent } from "./read-event.ts";
import { localAmong } from "./read-local.ts";
import { placed, type Reader, refuse, textOf } from "./reader.ts";
import { numbersOf } from "./read-window.ts";

/** "overdue EVENT (2 times the usual gap) ...". */
export function readOverdue(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): OverdueCondition | null {
  const event = readEvent(reader, node);
  const factor = must(node.getChild("Number"), "it says how many times the gap");
  const count = countAmong(reader, clauses);
  const local = localAmong(reader, clauses);
  const window = windowAmong(reader, clauses);
  for (const kind of ["FirstTime", "Compare"]) refuseKinds(reader, clauses, kind, "`overdue` has none");
  if (event === null) return null;
  return placed<OverdueCondition>(reader, node, {
    kind: "overdue",
    event,
    factor: placed<NumberLiteral>(reader, factor, { kind: "number", value: textOf(reader, factor) }),
    ...(count === null ? {} : { count }),
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
  });
}

/** "mostly EVENT.property is VALUE ..." and "top 3 of EVENT.property has VALUE ...". */
export function readFavourite(
  reader: Reader,
  node: SyntaxNode,
  { clauses, where }: Clauses,
): FavouriteCondition | null {
  const { event, property } = favoured(reader, node);
  const [value] = literalsOf(reader, must(node.getChild("Favoured"), "it names a value")) ?? [];
  const [top] = node.getChild("top") === null ? [] : numbersOf(reader, node);
  const local = localAmong(reader, clauses);
  const window = windowAmong(reader, clauses);
  for (const kind of ["Count", "FirstTime", "Compare"]) {
    refuseKinds(reader, clauses, kind, "a favourite is compared with the other values");
  }
  if (event === null || property === null || value === undefined) return null;
  if (value.kind === "date") {
    const message = "A favourite value is a text, a number, true or false; dates have no one spelling";
    refuse(reader, reader.places.get(value) ?? node, { code: "date_not_here", message });
    return null;
  }
  return placed<FavouriteCondition>(reader, node, {
    kind: "favourite",
    event,
    property,
    value,
    ...(top === undefined ? {} : { top }),
    ...(local === null ? {} : { local }),
    ...(window === null ? {} : { window }),
    ...(where === null ? {} : { where }),
  });
}

type Favoured = { readonly event: EventName | null; readonly property: PropertyPath | null };

/** Of "mostly views category", without a point, the last word is the property. */
function favoured(reader: Reader, node: SyntaxNode): Favoured {
  const eventNode = must(eventNodeOf(node), "it names an event");
  const propertyNode = node.getChild("Property");
  if (propertyNode !== null) {
    return { event: readEvent(reader, node), property: readKeys(reader, propertyNode) };
  }
  const words = eventNode.getChildren("Word").map((word) => textOf(reader, word));
  const property = words.at(-1);
  if (property !== undefined && words.length > 1) {
    return { event: words.slice(0, -1).join(" "), property: [property] };
  }
  const written = textOf(reader, eventNode);
  refuse(reader, eventNode, {
    code: "property_missing",
    message: `A favourite is a value of a property; write \`mostly ${written}.property is ...\``,
    suggestion: `${written}.property is`,
  });
  return { event: null, property: null };
}
