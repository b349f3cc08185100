import type { Template } from "@habitus/contract";

/** Names of the Segment spec that templates use, and what else such an event may be called. */
const LIKE: Readonly<Record<string, RegExp>> = {
  "Order Completed": /order|purchase|checkout completed|paid|bought/i,
  "Product Added": /cart|basket|added/i,
  "Product Viewed": /view|visit|page/i,
  "Checkout Started": /checkout|begin/i,
  "Products Searched": /search/i,
  "Application Opened": /open|launch|session/i,
  "Application Installed": /install/i,
  "Survey Answered": /survey|answer|nps/i,
};

/** The sentence with the workspace's own event names, where it has one that is like the usual name and not this itself. */
export function fillTemplate(text: string, names: readonly string[]): string {
  return Object.entries(LIKE).reduce((filled, [usual, like]) => {
    const name = names.includes(usual) ? undefined : names.find((one) => like.test(one));
    return name === undefined ? filled : filled.replaceAll(JSON.stringify(usual), JSON.stringify(name));
  }, text);
}

/** Words that say that somebody is meant, not who. */
const FILLERS: ReadonlySet<string> = new Set(
  "a an the who that which whom people person customers users all only at in on of to and or with my our show me find".split(
    " ",
  ),
);

/** Those that say the most of the words, best first; of a word the beginning is enough. */
export function searchTemplates(all: readonly Template[], search: string): readonly Template[] {
  const words = wordsOf(search).filter((word) => !FILLERS.has(word));
  const scored = all.map((template) => {
    const said = wordsOf([template.name, template.goal, template.about, template.action].join(" "));
    const score = words.filter((word) => said.some((one) => one.startsWith(stem(word)))).length;
    return { template, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ template }) => template);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** "weekends" finds "weekend". */
function stem(word: string): string {
  return word.length > 3 ? word.replace(/s$/, "") : word;
}
