import { JsonScanner, type Span } from "./json-scan.ts";

/** Where one event stands in a body, with the parts of it that are kept as text; the last of equal keys counts, as in `JSON.parse`. */
export type ItemSpans = Span & {
  /** Levels of objects and lists inside each other; 0 for a scalar, 1 for an object of scalars. */
  readonly depth: number;
  readonly properties: Span | null;
  readonly traits: Span | null;
  readonly context: Span | null;
};

export type BatchSpans = {
  /** In the order of the list, whatever kind of value each is. */
  readonly items: readonly ItemSpans[];
  /** The list itself; null when the body has none. */
  readonly list: Span | null;
  /** What the body itself says of all its events. */
  readonly context: Span | null;
};

/** The spans of a body that is one event. */
export function scanSingle(text: string): ItemSpans {
  const scanner = new JsonScanner(text);
  scanner.skipSpace();
  return scanItem(scanner);
}

/** The spans of a body that is a list of events, or an object that has the list under `batch`. */
export function scanBatch(text: string): BatchSpans {
  const scanner = new JsonScanner(text);
  if (scanner.skipSpace() === OPEN_LIST) {
    const from = scanner.at;
    const items = scanItems(scanner);
    return { items, list: { from, to: scanner.at }, context: null };
  }
  let items: readonly ItemSpans[] = [];
  let list: Span | null = null;
  let context: Span | null = null;
  while (scanner.nextMember()) {
    const isBatch = scanner.keyIs("batch");
    const isContext = scanner.keyIs("context");
    const from = scanner.at;
    if (isBatch) items = scanItems(scanner);
    else scanner.skipValue();
    if (isBatch) list = { from, to: scanner.at };
    else if (isContext) context = { from, to: scanner.at };
  }
  return { items, list, context };
}

const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/** A value that is no list holds no items. */
function scanItems(scanner: JsonScanner): readonly ItemSpans[] {
  const items: ItemSpans[] = [];
  if (scanner.text.charCodeAt(scanner.at) !== OPEN_LIST) scanner.skipValue();
  else while (scanner.nextItem()) items.push(scanItem(scanner));
  return items;
}

function scanItem(scanner: JsonScanner): ItemSpans {
  const start = scanner.at;
  scanner.deepest = 0;
  if (scanner.text.charCodeAt(start) !== OPEN_OBJECT) {
    scanner.skipValue();
    return {
      from: start,
      to: scanner.at,
      depth: scanner.deepest,
      properties: null,
      traits: null,
      context: null,
    };
  }
  let properties: Span | null = null;
  let traits: Span | null = null;
  let context: Span | null = null;
  while (scanner.nextMember()) {
    const isProperties = scanner.keyIs("properties");
    const isContext = scanner.keyIs("context");
    const isTraits = scanner.keyIs("traits");
    const from = scanner.at;
    scanner.skipValue();
    if (isProperties) properties = { from, to: scanner.at };
    else if (isContext) context = { from, to: scanner.at };
    else if (isTraits) traits = { from, to: scanner.at };
  }
  return { from: start, to: scanner.at, depth: scanner.deepest + 1, properties, traits, context };
}
