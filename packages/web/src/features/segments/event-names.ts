import { standardEvent } from "@habitus/segments";

/** An event that came in, and how often. */
export type SentEvent = { readonly name: string; readonly count: number };

/** Names of a whole word, in the ways people write several: "order_placed", "orderPlaced", "Order Placed". */
const whole = (...words: readonly string[]): RegExp =>
  new RegExp(`^(?:${words.map((word) => word.replaceAll(" ", "[ _.:-]?")).join("|")})$`, "i");

/** What else an event of the catalogue may be called, by all of its name. */
const LIKE: Readonly<Record<string, RegExp>> = {
  "Order Completed": whole(
    "(?:order|purchase|checkout) (?:completed?|placed|made|paid|confirmed|success)",
    "purchased?",
    "bought",
    "(?:place|complete) order",
    "ordered",
    "order",
    "transaction",
    "sale",
  ),
  "Product Added": whole(
    "(?:product |item )?(?:added?|add) (?:to )?(?:cart|basket|bag)",
    "cart add",
    "(?:item|product) added",
  ),
  "Product Viewed": whole(
    "(?:product|item) (?:viewed|view|detail(?:s)?(?: viewed)?)",
    "views? (?:product|item)",
    "viewed (?:product|item)",
  ),
  "Checkout Started": whole(
    "(?:checkout|check out) (?:started|start|begun|initiated)",
    "(?:begin|start|started|initiate|initiated) checkout",
    "checkout",
  ),
  "Products Searched": whole(
    "(?:products? )?(?:search|searched|searches)",
    "search (?:performed|made|results)",
    "view search results",
  ),
  "Application Opened": whole(
    "(?:app|application) (?:open|opened|launch|launched|started|start)",
    "(?:open|opened|launch|launched) app",
    "session start(?:ed)?",
  ),
  "Application Installed": whole("(?:app|application) (?:install|installed)", "install(?:ed)?", "first open"),
  "Page Viewed": whole(
    "page ?views?",
    "page viewed",
    "(?:viewed|view|visited) page",
    "visit",
    "(?:pageview)",
  ),
  "Screen Viewed": whole("screen ?views?", "screen viewed", "view screen"),
  "Page Ping": whole("page ping", "heartbeat", "scroll(?:ed)?"),
  "Order Refunded": whole(
    "(?:order|purchase) (?:refund|refunded|returned)",
    "refund(?:ed)?",
    "return(?:ed)?",
  ),
  "Survey Answered": whole(
    "survey (?:answer|answered|completed|submitted|response)",
    "nps(?: (?:answer|answered|score|submitted|response))?",
    "answered survey",
  ),
  "Video Content Started": whole("video (?:started|start|play|played)", "(?:start|play|watch) video"),
  "Video Content Completed": whole(
    "video (?:finished|ended|watched|complete|completed)",
    "(?:finish|complete)d? video",
  ),
  "Feature Used": whole("(?:use|used) feature", "feature (?:use|used|clicked)"),
};

/** The most frequent whose name says the same. What the catalogue knows by its name means that, and nothing else. */
export function likeOf(usual: string, sent: readonly SentEvent[]): string | null {
  const like = LIKE[usual];
  const found = sent.filter(({ name }) => standardEvent(name) === null && like?.test(name) === true);
  return found.toSorted((a, b) => b.count - a.count)[0]?.name ?? null;
}

/** Whatever names an event has `event`, in every kind of condition. */
export function withEvents<T>(part: T, nameOf: (usual: string) => string): T {
  if (Array.isArray(part)) return part.map((each: unknown) => withEvents(each, nameOf)) as T;
  if (typeof part !== "object" || part === null) return part;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    key === "event" && typeof value === "string" ? nameOf(value) : withEvents(value, nameOf),
  ]);
  return Object.fromEntries(entries) as T;
}
/** The names of events in a tree of any kind. */
export function eventsIn(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  withEvents(tree, (name) => {
    names.add(name);
    return name;
  });
  return names;
}
