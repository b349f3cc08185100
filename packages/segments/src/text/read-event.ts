import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type { EventName, PropertyCondition } from "../tree/definition.ts";
import { eventWordsOf, type EventWords, narrowedByWords } from "./event-words.ts";
import { readKeys } from "./read-comparison.ts";
import { placed, type Reader, refuse, textOf } from "./reader.ts";

/** What a condition, a step or a measure calls its event by; null where it names none. */
export function eventNodeOf(owner: SyntaxNode): SyntaxNode | null {
  return owner.getChild("Event") ?? wordsNodeOf(owner);
}

function wordsNodeOf(owner: SyntaxNode): SyntaxNode | null {
  return owner.getChild("Named") ?? owner.getChild("Done");
}

/** The event that an owner names. Null when it was refused. */
export function readEvent(reader: Reader, owner: SyntaxNode): EventName | null {
  const node = must(eventNodeOf(owner), "it names an event");
  return node.name === "Event" ? readEventName(reader, node) : wordsOf(reader, node).event;
}

/** Nobody who writes one of these means a name. */
const EVERY_EVENT = /^(?:any|all|every|each|some)(?: of)?(?: the)? events?$/iu;
const ANY_EVENT = 'any event starting with ""';

/** An event's name: one quoted text, or bare words with one space between them; how several names begin, or whatever is activity. */
function readEventName(reader: Reader, node: SyntaxNode): EventName | null {
  if (node.getChild("AnyActivity") !== null) return placed(reader, node, { activity: true as const });
  const keys = readKeys(reader, node);
  if (keys === null) return null;
  const name = keys.join(" ");
  if (node.getChild("Text") === null && EVERY_EVENT.test(name)) {
    const message = `\`${name}\` is the name of no event: any event at all is \`${ANY_EVENT}\`. One that is called so stands in double quotes`;
    refuse(reader, node, { code: "no_name_of_an_event", message, suggestion: ANY_EVENT });
    return null;
  }
  if (node.getChild("EventsStartingWith") === null) return name;
  return placed<EventName & object>(reader, node, { startsWith: name });
}

/** The words of an event that an owner may use in the place of its name. */
export function eventWordsIn(reader: Reader, owner: SyntaxNode): EventWords | null {
  const node = wordsNodeOf(owner);
  return node === null ? null : wordsOf(reader, node);
}

function wordsOf(reader: Reader, node: SyntaxNode): EventWords {
  const token = must(node.getChild("EventWords") ?? node.getChild("DoneWords"), "the grammar gives one");
  return must(eventWordsOf(textOf(reader, token)), "the token is one of them");
}

/** The tests of an owner's event: those that its words stand for, then `where`. */
export function withWords(
  reader: Reader,
  owner: SyntaxNode,
  where: PropertyCondition | null,
): PropertyCondition | null {
  const node = wordsNodeOf(owner);
  if (node === null) return where;
  const words = wordsOf(reader, node);
  const text = node.getChild("Text");
  const [name] = text === null ? [] : (readKeys(reader, node) ?? []);
  if (text === null || name === undefined) return narrowedByWords(words, null, where);
  const value = placed(reader, text, { kind: "text" as const, value: name });
  const named = placed<PropertyCondition>(reader, text, {
    kind: "property",
    path: [words.name],
    test: placed(reader, text, { op: "is" as const, value }),
  });
  return narrowedByWords(words, named, where);
}
