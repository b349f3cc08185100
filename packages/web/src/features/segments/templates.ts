import type { Template } from "@habitus/contract";
import { parseDefinition, printDefinition } from "@habitus/segments";
import { eventsIn, likeOf, type SentEvent, withEvents } from "./event-names.ts";

/** An event of a template that nobody has sent, and what in the workspace it may be called. */
export type Unsent = { readonly usual: string; readonly like: string | null };

/** What the sentence of a template names that nobody has sent. Nothing while nobody has sent anything. */
export function unsentOf(text: string, sent: readonly SentEvent[]): readonly Unsent[] {
  if (sent.length === 0) return [];
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") return [];
  const names = new Set(sent.map(({ name }) => name));
  return [...eventsIn(parsed.definition)]
    .filter((usual) => !names.has(usual))
    .map((usual) => ({ usual, like: likeOf(usual, sent) }));
}

/** The sentence with other names of events, whichever words stood for them. */
export function renamed(text: string, nameOf: (usual: string) => string): string {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") return text;
  return printDefinition(withEvents(parsed.definition, nameOf));
}

/** Words that say that somebody is meant, not who. */
const FILLERS: ReadonlySet<string> = new Set(
  "a an the who that which whom people person customers users all only at in on of to and or with my our show me find".split(
    " ",
  ),
);

/** Those that say the most of the words, best first, and of these whose names do; of a word the beginning is enough. */
export function searchTemplates(all: readonly Template[], search: string): readonly Template[] {
  const words = wordsOf(search).filter((word) => !FILLERS.has(word));
  const saidIn = (text: string): number => {
    const said = wordsOf(text);
    return words.filter((word) => said.some((one) => one.startsWith(stem(word)))).length;
  };
  const scored = all.map((template) => {
    const { name, goal, about, action } = template;
    return { template, score: saidIn([name, goal, about, action].join(" ")), inName: saidIn(name) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.inName - a.inName)
    .map(({ template }) => template);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** "weekends" finds "weekend". */
function stem(word: string): string {
  return word.length > 3 ? word.replace(/s$/, "") : word;
}
