import { gunzipSync } from "node:zlib";
import { formatInstant } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import { transitionOf } from "../membership/membership-store.contract.ts";
import type { Profile } from "../profiles/profile-reads.ts";
import { eventRow, traitRow } from "../store/event-store.contract.ts";
import { rehearsalOf } from "../membership/rehearsal/testing.ts";
import { type ExportDeps, exportPerson } from "./export.ts";

const AT = Date.UTC(2026, 0, 1);
const PROFILE: Profile = {
  person: 1,
  ids: [{ kind: "user", value: "ann" }],
  nodes: [1, 2],
  traits: [
    { name: "plan", value: "12345678901234567890", time: AT, idHash: "", source: "k0" },
    { name: "$account/acme", value: "true", time: AT, idHash: "", source: "k0" },
  ],
  firstSeen: AT,
  lastSeen: AT,
};

async function parts(events: number): Promise<ExportDeps> {
  const memberships = createMemoryMembershipStore();
  const transitions = [transitionOf(1, 1), transitionOf(2, 1), transitionOf(3, 1)];
  await memberships.commit({ position: 1, at: 1, transitions, writes: [], redact: [] });
  const all = Array.from({ length: events }, (_, n) => eventRow(n + 1, { properties: `{"n":\n${n}.10}` }));
  return {
    transitions: memberships.transitions,
    events: {
      timeline: async ({ before, limit }) => {
        const from = before === null ? 0 : before.offset;
        const page = all.slice(from, from + limit);
        return { events: page, next: from + limit < events ? (page.at(-1) ?? null) : null };
      },
      traitChanges: async ({ after }) => (after === null ? [traitRow(1, { value: "12.50" })] : []),
    },
    identity: {
      merges: () => [
        { id: "1-2-call", at: AT, cause: "alias", between: [AT, AT] as never, ids: [], undone: null },
      ],
    },
    consent: {
      history: () => [
        {
          allowed: true,
          time: AT,
          recordedAt: AT,
          proof: null,
          purpose: "ads",
          offset: 1,
          id: { kind: "user", value: "ann" },
        },
      ],
    },
    accounts: {
      traits: (id) => [{ name: "seats", value: "1.50", time: AT, idHash: "", source: id }],
    },
    rehearsals: {
      of: (nodes) => [{ rehearsal: rehearsalOf({ number: 1 }), wasIn: nodes.includes(1), changes: [AT] }],
    },
    deadLetters: {
      naming: async function* (ids) {
        yield {
          key: [9, 0],
          reason: "bad",
          detail: "",
          path: "",
          receivedAt: AT,
          chars: 1,
          replayedAt: null,
          rev: 0,
          source: "k0",
          text: [...ids].join(),
        };
      },
    },
    onFailure: () => undefined,
  };
}

/** Reads a tar file as its format says: name and size of each, then its content in blocks. */
function untar(archive: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; archive[at] !== 0; ) {
    const name = archive.toString("latin1", at, archive.indexOf(0, at));
    const size = Number.parseInt(archive.toString("latin1", at + 124, at + 135), 8);
    files.set(name, archive.toString("utf8", at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

test("an export has everything in files that say what they hold, each line as it was sent", async () => {
  const archive = await new Response(exportPerson(await parts(2_500), PROFILE, AT)).arrayBuffer();
  const files = untar(gunzipSync(archive));
  expect([...files.keys()]).toEqual([
    "README.txt",
    "person.json",
    "accounts.json",
    "merges.ndjson",
    "traits-0001.ndjson",
    "consent.ndjson",
    "events-0001.ndjson",
    "events-0002.ndjson",
    "events-0003.ndjson",
    "transitions-0001.ndjson",
    "rehearsals.ndjson",
    "refused-events-0001.ndjson",
  ]);
  const lines = (name: string): readonly string[] => (files.get(name) ?? "").trimEnd().split("\n");
  expect(lines("traits-0001.ndjson")[0]).toContain('"value":12.50,"time":');
  expect(lines("traits-0001.ndjson")[0]).toContain('"source":"key-1"');
  expect(lines("events-0003.ndjson")).toHaveLength(500);
  expect(lines("events-0003.ndjson").at(-1)).toContain('"properties":{"n": 2499.10},');
  for (const [name, text] of files) {
    if (name.endsWith(".ndjson")) for (const line of text.trimEnd().split("\n")) JSON.parse(line);
  }
  expect(files.get("person.json")).toContain('"json": "12345678901234567890"');
  expect(JSON.parse(files.get("accounts.json") ?? "")).toMatchObject([
    { id: "acme", traits: [{ name: "seats", json: "1.50" }] },
  ]);
  expect(lines("rehearsals.ndjson")[0]).toContain(`"wasIn":true,"changes":["${formatInstant(AT)}"]`);
  expect(lines("refused-events-0001.ndjson")[0]).toContain('"text":"ann"');
});

test("an archive that cannot be made whole ends with a failure", async () => {
  const deps = await parts(1);
  const failures: string[] = [];
  const failing = {
    ...deps,
    events: { ...deps.events, timeline: () => Promise.reject(new Error("away")) },
    onFailure: ({ message }: Error) => void failures.push(message),
  };
  await expect(new Response(exportPerson(failing, PROFILE, AT)).arrayBuffer()).rejects.toThrow();
  expect(failures).toEqual(["away"]);
});

test("a reader that goes away is no failure", async () => {
  const failures: Error[] = [];
  const deps = { ...(await parts(2_500)), onFailure: (error: Error) => void failures.push(error) };
  const reader = exportPerson(deps, PROFILE, AT).getReader();
  await reader.read();
  await reader.cancel();
  for (let n = 0; n < 100; n++) await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual([]);
});
