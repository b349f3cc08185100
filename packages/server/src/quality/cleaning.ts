import { atPlaces } from "@habitus/events";
import { unreachable } from "@habitus/kernel";
import { valueReader } from "../imports/cell-values.ts";

/** What is done to the values of a field or of a place inside one (`address.city`, `products[].price`); only texts are touched, save by `drop` without values. */
export type CleaningRule = { readonly field: string } & (
  | { readonly do: "trim" | "lower" | "upper" }
  /** A text that is one of these becomes the other. */
  | { readonly do: "map"; readonly values: readonly { readonly from: string; readonly to: string }[] }
  | { readonly do: "number"; readonly decimal: "." | "," }
  | { readonly do: "date"; readonly format: string; readonly zone: string }
  /** The value goes where its text is one of these; without any it always goes. */
  | { readonly do: "drop"; readonly values: readonly string[] }
);

/** What became of one value, as JSON text; `after` null where it went. */
export type CleanedValue = {
  readonly field: string;
  readonly before: string;
  readonly after: string | null;
  /** A rule that reads numbers or dates could not read it, and left it as it was. */
  readonly unread: boolean;
};

/** The object text with cleaned values; `note` is told of each that changed or could not be read. */
export type Cleaning = (object: string, note: (value: CleanedValue) => void) => string;

/** JSON text to JSON text. */
type Step = (text: string) => { readonly text: string | null; readonly unread: boolean };

/** Rules are carried out in their order, each on what the one before left. */
export function compileCleaning(rules: readonly CleaningRule[]): Cleaning {
  const steps = new Map<string, Step[]>();
  for (const rule of rules) {
    const own = steps.get(rule.field) ?? [];
    own.push(stepOf(rule));
    steps.set(rule.field, own);
  }
  const edit = atPlaces([...steps.keys()]);
  return (object, note) =>
    edit(object, (field, before) => {
      const { text, unread } = through(steps.get(field) ?? [], before);
      if (text === before && !unread) return undefined;
      note({ field, before, after: text, unread });
      return text === before ? undefined : text;
    });
}

function through(steps: readonly Step[], before: string): ReturnType<Step> {
  let text = before;
  let unread = false;
  for (const step of steps) {
    const done = step(text);
    if (done.text === null) return done;
    text = done.text;
    unread ||= done.unread;
  }
  return { text, unread };
}

function stepOf(rule: CleaningRule): Step {
  switch (rule.do) {
    case "trim":
      return onText((text) => JSON.stringify(text.trim()));
    case "lower":
      return onText((text) => JSON.stringify(text.toLowerCase()));
    case "upper":
      return onText((text) => JSON.stringify(text.toUpperCase()));
    case "map": {
      const values = new Map(rule.values.map(({ from, to }) => [from, JSON.stringify(to)]));
      return onText((text) => values.get(text));
    }
    case "number":
      return reading(valueReader({ type: "number", decimal: rule.decimal }));
    case "date":
      return reading(valueReader({ type: "time", time: { format: rule.format, zone: rule.zone } }));
    case "drop": {
      if (rule.values.length === 0) return () => ({ text: null, unread: false });
      const values = new Set(rule.values);
      return onText((text) => (values.has(text) ? null : undefined));
    }
    default:
      return unreachable(rule);
  }
}

/** Undefined leaves the text byte for byte. */
function onText(work: (text: string) => string | null | undefined): Step {
  return (json) => {
    if (!json.startsWith('"')) return { text: json, unread: false };
    const before = JSON.parse(json) as string;
    const after = work(before);
    const isSame = after === undefined || after === JSON.stringify(before);
    return { text: isSame ? json : after, unread: false };
  };
}

function reading(read: ReturnType<typeof valueReader>): Step {
  return (json) => {
    if (!json.startsWith('"')) return { text: json, unread: false };
    const value = read(JSON.parse(json) as string);
    return value.kind === "json" ? { text: value.text, unread: false } : { text: json, unread: true };
  };
}
