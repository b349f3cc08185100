import type { MessageKey } from "../../i18n/use-i18n.tsx";

type TemplateKey =
  Extract<MessageKey, `template.${string}.name`> extends `template.${infer Key}.name` ? Key : never;

/** A segment to begin with: its name, goal and action are messages, its sentence names the events of the workspace. */
export type Template = { readonly key: TemplateKey; readonly text: string };

/** In braces stands what kind of event is meant. */
export const TEMPLATES: readonly Template[] = [
  { key: "winBack", text: "stopped {order} (quiet 90 days)" },
  { key: "second", text: "did {order} exactly 1 time and did {order} in last 60 days" },
  { key: "vip", text: "sum of {order}.revenue in last 365 days >= 1000 and did {order} in last 90 days" },
  { key: "regular", text: "did {order} in at least 3 of last 4 calendar months" },
  { key: "cart", text: "did {cart} then not {order} within 1 hour in last 7 days" },
  { key: "looking", text: "did {view} at least 3 times in last 14 days and did not {order} in last 14 days" },
  { key: "newcomers", text: "did {order} for the first time in last 30 days" },
  {
    key: "fading",
    text: "did {order} at least 3 times between 180 and 60 days ago and did not {order} in last 60 days",
  },
];

/** The usual names first, then what they are made of. */
const MEANT: Readonly<Record<string, { readonly usual: string; readonly like: RegExp }>> = {
  order: { usual: "Order Completed", like: /order|purchase|checkout|paid|bought/i },
  cart: { usual: "Product Added", like: /cart|basket|added/i },
  view: { usual: "Product Viewed", like: /view|visit|open|page/i },
};

/** The sentence with event names for the braces: the usual one unless only another of the workspace's names fits. */
export function fillTemplate(text: string, names: readonly string[]): string {
  return text.replace(/\{(\w+)\}/g, (whole, kind: string) => {
    const meant = MEANT[kind];
    if (meant === undefined) return whole;
    const name = names.includes(meant.usual) ? meant.usual : names.find((one) => meant.like.test(one));
    return JSON.stringify(name ?? meant.usual);
  });
}
