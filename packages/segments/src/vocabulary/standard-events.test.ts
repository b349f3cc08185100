import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EVENT_WORDS } from "../text/event-words.ts";
import { STANDARD_FAMILIES, type StandardEvent } from "./standard-events.ts";

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
  return `${HEAD}\n\n${tables.join("\n\n")}\n\n${SAID}\n${said.join("\n")}\n${FOOT}`;
}

const HEAD = `# Events that Habitus knows

Any event may be sent with any properties; none has to be one of these. Those that are need no explaining: the editor offers their names and properties before the
first one came, and sentences have words of their own for some. Send them as \`track\` calls, from where they happen or through a webhook of the tool that
sends the messages, or import them. All properties may be left out.`;

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

test("each event and each of its properties stands once", () => {
  const names = EVENTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, properties } of EVENTS) {
    expect(new Set(properties.map((property) => property.name)).size, name).toBe(properties.length);
  }
});
