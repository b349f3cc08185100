import { execFile, execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAY_MS, formatInstant } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

// The examples of docs/segments-as-code.md, and the round trip it promises, with the built command and real servers.

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, "docs/segments-as-code.md"), "utf8");
const NOW = Date.UTC(2026, 2, 1);

let server: RealServer;
let bin: string;
beforeAll(async () => {
  execFileSync(process.execPath, ["tools/build.mjs", "cli"], { cwd: ROOT, stdio: "pipe" });
  bin = temporaryFolder("bin");
  symlinkSync(join(ROOT, "packages/cli/bin/habitus.mjs"), join(bin, "habitus"));
  server = await startRealServer({ dataDir: temporaryFolder("as-code") });
  await sendOrders(server);
});
afterAll(() => server.stop());

/** The world of the examples: ada and bob ordered twice in the last 90 days, cy once. */
async function sendOrders(to: RealServer): Promise<void> {
  const orders = ["ada", "ada", "bob", "bob", "cy"].map((userId, index) => ({
    type: "track",
    event: "Order Completed",
    userId,
    messageId: `order-${index}`,
    timestamp: formatInstant(NOW - (index + 1) * DAY_MS),
  }));
  const answer = await fetch(`${to.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}` },
    body: JSON.stringify({ batch: orders }),
  });
  expect(answer.status).toBe(200);
  await drained(to);
  const workspace = await to.api<Record<string, unknown>>("GET", "/api/workspace");
  const { name, zone, weekStart, rev } = workspace;
  await to.api("PUT", "/api/workspace", { name, zone, weekStart, rev, pinnedNow: formatInstant(NOW) });
}

/** What a shell with the command shows; both streams, as in a terminal. */
function shell(line: string, cwd: string, url = server.url): Promise<string> {
  const env = {
    PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
    HABITUS_URL: url,
    HABITUS_API_KEY: ADMIN_TOKEN,
  };
  return new Promise((resolve) => {
    execFile("sh", ["-c", `exec 2>&1; ${line}`], { cwd, env }, (_, stdout) => resolve(stdout));
  });
}

/** The commands of the document's examples, each with what it shows. */
function examples(): readonly (readonly [command: string, shows: string])[] {
  const blocks = [...DOCUMENT.matchAll(/^```console\n([^]*?)^```$/gm)].map((match) => match[1] ?? "");
  return blocks.flatMap((block) =>
    block.split(/^\$ /m).flatMap((example) => {
      const [command = "", ...lines] = example.split("\n");
      return command === "" ? [] : [[command, lines.join("\n")] as const];
    }),
  );
}

test("every example of the document shows what it says", async () => {
  const cwd = temporaryFolder("examples");
  const [, name = "", file = ""] = /`(\S+\.segment)`:\n\n```segment\n([^]*?)^```$/m.exec(DOCUMENT) ?? [];
  mkdirSync(join(cwd, "segments"));
  writeFileSync(join(cwd, name), file);
  const all = examples();
  expect(all.length).toBeGreaterThan(10);
  for (const [command, shows] of all) {
    expect(`$ ${command}
${await shell(command, cwd)}`).toBe(`$ ${command}
${shows}`);
  }
});

test("segments that read each other are planned as they will be, and applied and deleted in an order that the server takes", async () => {
  const cwd = temporaryFolder("nested");
  mkdirSync(join(cwd, "nested"));
  const put = (key: string, sentence: string): void =>
    writeFileSync(
      join(cwd, "nested", `${key}.segment`),
      `---\nkey: ${key}\nname: The ${key}\ngoal: g\nowner: o\naction: a\nreview: 2026-12-31\npurpose: marketing\n---\n${sentence}\n`,
    );
  const peopleOf = async (): Promise<Readonly<Record<string, string>>> => {
    const shown = await shell("habitus plan nested", cwd);
    const found = shown.matchAll(/^[+~-] (\S+) [^]*?people: (\d+ -> \d+)/gm);
    return Object.fromEntries([...found].map(([, key = "", people = ""]) => [key, people]));
  };
  // The outer one is sent first, by its key, and twice refused.
  put("a-outer", 'in segment "b-middle" and everyone');
  put("b-middle", 'not in segment "c-inner"');
  put("c-inner", 'did "Order Completed" at least 2 times');
  expect(await peopleOf()).toEqual({ "a-outer": "0 -> 1", "b-middle": "0 -> 1", "c-inner": "0 -> 2" });
  expect(await shell("habitus apply nested --yes | tail -1", cwd)).toBe("3 of 3 changes made.\n");
  put("a-outer", 'in segment "c-inner" and everyone');
  put("c-inner", 'did "Order Completed"');
  expect(await peopleOf()).toEqual({ "a-outer": "1 -> 3", "c-inner": "2 -> 3" });
  // What the folder no longer has is deleted from the inside by its key, and refused while the others are there.
  put("a-inner", 'did "Order Completed"');
  put("z-outer", 'in segment "a-inner"');
  expect(await shell("habitus apply nested --yes | tail -1", cwd)).toBe("4 of 4 changes made.\n");
  rmSync(join(cwd, "nested", "a-inner.segment"));
  rmSync(join(cwd, "nested", "z-outer.segment"));
  await shell("habitus pull everything", cwd);
  const kept = readdirSync(join(cwd, "everything")).filter((file) => !/^(?:a-inner|z-outer)\./.test(file));
  for (const file of kept) copyFileSync(join(cwd, "everything", file), join(cwd, "nested", file));
  const pruned = await shell("habitus apply nested --yes --prune", cwd);
  expect(pruned).toContain("deleted z-outer\ndeleted a-inner\n2 of 2 changes made.\n");
});

test("pulled, applied to an empty server and pulled again, the files are the same bytes", async () => {
  const cwd = temporaryFolder("round-trip");
  const awkward = {
    key: "awkward",
    name: '"Quoted", and: a colon',
    definition:
      '(plan is "a -- b\\n" or did "in last") and not (did x where a.b > 1.50 or c in (1, "1", 2026-01-01))',
    goal: "Two\nlines\u2028and a third",
    owner: "-- not a comment",
    action: "---",
    reviewDate: "2026-12-31",
    purpose: "analytics_2",
    tags: ["a, b", '"', "ü 🎈", "plain"],
  };
  await server.api("POST", "/api/segments", awkward);
  await shell("habitus pull one", cwd);
  const empty = await startRealServer({ dataDir: temporaryFolder("empty") });
  try {
    expect(await shell("habitus apply one --yes | tail -1", cwd, empty.url)).toMatch(
      /^(\d+) of \1 changes? made\.\n$/,
    );
    await shell("habitus pull two", cwd, empty.url);
    expect(await shell("habitus plan one --prune", cwd, empty.url)).toMatch(/^Nothing to change: /);
  } finally {
    await empty.stop();
  }
  const bytesOf = (folder: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(cwd, folder)).map((file) => [file, readFileSync(join(cwd, folder, file), "latin1")]),
    );
  const one = bytesOf("one");
  expect(Object.keys(one)).toContain("awkward.segment");
  expect(bytesOf("two")).toEqual(one);
});
