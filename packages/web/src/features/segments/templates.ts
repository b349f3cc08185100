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
