import { fileURLToPath } from "node:url";
import { CONTEXT_PROPERTIES, type ContextProperty, MONEY_PROPERTIES } from "@habitus/kernel";
import { expect, test } from "vitest";
import { EVENT_WORDS } from "../text/event-words.ts";
import type { StandardEvent } from "./standard-event.ts";
import { STANDARD_FAMILIES } from "./standard-events.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/events.md", import.meta.url));

const EVENTS = STANDARD_FAMILIES.flatMap(({ events }) => events);

const cell = ({ properties }: StandardEvent): string =>
  properties.map(({ name, type, what }) => `\`${name}\` ${type}: ${what}`).join("<br>");

/** The page that people read; the table in the source is the one place to change. */
function page(): string {
  const tables = STANDARD_FAMILIES.map(({ title, events }) =>
    [
      `## ${title}`,
      "| event | sent when | properties |",
      "|---|---|---|",
      ...events.map((event) => `| \`${event.name}\` | ${event.when} | ${cell(event)} |`),
    ].join("\n"),
  );
  const said = EVENT_WORDS.map(
    ({ does, did, event, name, byPeople }) =>
      `| \`${did} "..."\`, \`did not ${does} "..."\` | \`${event}\` whose \`${name}\` is that${byPeople ? ", and whose `machine` is not true" : ""} |`,
  );
  const taken = Object.entries(CONTEXT_PROPERTIES).map(([name, path]) => {
    const own = `\`context.${path.join(".")}\`${ALSO[name as ContextProperty] ?? ""}`;
    return `| \`${name}\` | ${name === "$referrer_domain" ? REFERRER_DOMAIN : own} |`;
  });
  const context = `${CONTEXT}\n${taken.join("\n")}\n${BEHIND_CONTEXT}`;
  return `${HEAD}\n\n${tables.join("\n\n")}\n\n${context}\n\n${AMOUNTS}\n${SAID}\n${said.join("\n")}\n${FOOT}`;
}

const HEAD = `# Events that Habitus knows

Any event may be sent with any properties; none has to be one of these. Those that are need no explaining: the editor offers their names and properties before the
first one came, and sentences have words of their own for some. Send them as \`track\` calls, from where they happen or through a webhook of the tool that
sends the messages, or import them. All properties may be left out.`;

const CONTEXT = `## What the context says
SDKs say with every call where it happened: on which device and system, in which version of the app, on which page, led there by what. The \`track\`, \`page\` and
\`screen\` calls of Segment's and RudderStack's SDKs say it in \`context\`, PostHog's among the properties. As an event comes in it takes these along as properties of its own, so
they are asked for as all others are: \`did "Order Completed" where $device_type is "ios" and $campaign_source is "spring"\`,
\`distinct count of "Page Viewed".$device_type in last 30 days >= 2\`.

| property | from |
|---|---|`;

/** Where it comes from when it is not at its own place. */
const ALSO: Readonly<Partial<Record<ContextProperty, string>>> = {
  $device_type:
    " in small letters; else `mobile`, `tablet` or `desktop`, as `context.userAgentData.mobile` and `context.userAgent` of a browser say",
  $os_name: "; else `context.userAgentData.platform`",
  $app_version: "; not where the SDK gives itself out for the app, as RudderStack's does in browsers",
  $referrer_url: "; else `context.page.referrer`; without what follows `?` or `#`, user and password",
  $page_url: " without what follows `?` or `#`, user and password",
};

const REFERRER_DOMAIN =
  "the host of `$referrer_url` without `www.`; absent where it is that of the page itself";

const BEHIND_CONTEXT = `
- Single values are taken along, of up to 300 characters; null and empty text are none. All else of the context stays in the context of the event, which is kept, shown and exported with it and not asked for.
- A property of that name that was sent itself goes before. So do PostHog's \`$device_type\`, \`$os_version\`, \`$app_version\`, \`$timezone\` and others, as they were sent (\`Desktop\` and not \`desktop\`).
- They are marked, cleaned and given purposes as other properties are ([data-audit.md](data-audit.md)); the context itself stays as it was sent, full addresses of pages (URLs) with all that
  stands behind \`?\` and \`#\` included; only network addresses in it are reduced. A schema of the [tracking plan](tracking-plan.md) that allows no other fields allows them, and one that names them holds events against it.
- Events that came before this was there, and imported files, have none: what is stored stays as it is. Why: [adr/0019](adr/0019-context-properties.md).`;

const AMOUNTS = `## Amounts of money
${MONEY_PROPERTIES.map((name) => `\`${name}\``).join(", ")} are amounts, in the event's \`currency\`. Once the workspace has a currency of its own, events take along what they are worth in it, as
\`$revenue\`, \`$total\` and so on; ask for these where amounts are added up ([money.md](money.md)).
`;

const SAID = `## Said in words
What stands in the first column may stand wherever an event's name can. Without a name in quotes it is any message or survey.

| sentence | meaning |
|---|---|`;

const FOOT = `
\`opened message "Spring" at least 2 times in last 30 days\`, \`did not click message in last 90 days\`, \`answered survey "NPS" with score >= 9\`,
\`opened message / received message in last 90 days >= 30%\`, \`did open message "Spring" then not click message "Spring" within 3 days\`,
\`last event answered survey "NPS" has score <= 6\`. What machines open and click is counted with \`did "Message Opened"\`.
`;

test("docs/events.md says what the table says", async () => {
  await expect(page()).toMatchFileSnapshot(PAGE);
});

test("what the shop's events say in numbers but for how many are amounts that are converted", () => {
  const shop = STANDARD_FAMILIES.find(({ title }) => title === "Shop")?.events ?? [];
  const numbers = shop.flatMap(({ properties }) => properties.filter(({ type }) => type === "number"));
  const names = new Set(numbers.map(({ name }) => name).filter((name) => name !== "quantity"));
  expect([...names].sort()).toEqual([...MONEY_PROPERTIES].sort());
});

test("each event and each of its properties stands once", () => {
  const names = EVENTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, properties } of EVENTS) {
    expect(new Set(properties.map((property) => property.name)).size, name).toBe(properties.length);
  }
});
