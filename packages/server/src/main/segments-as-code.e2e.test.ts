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
  put("b-middle", 'not in segment "The c-inner"');
  expect(await shell("habitus plan nested | tail -1", cwd)).toBe("Nothing to change: 3 as on the server.\n");
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

const fileOf = (key: string, sentence: string, purpose: string): string =>
  `---\nkey: ${key}\nname: The ${key}\ngoal: g\nowner: o\naction: a\nreview: 2026-12-31\npurpose: ${purpose}\n---\n${sentence}\n`;

test("a change of purpose alone, its own or a nested one, says whom it moves", async () => {
  const cwd = temporaryFolder("purposes");
  mkdirSync(join(cwd, "run"));
  const put = (key: string, sentence: string, purpose: string): void =>
    writeFileSync(join(cwd, "run", `${key}.segment`), fileOf(key, sentence, purpose));
  const rule = { otherwise: true, exceptIn: [], refusedBySignal: false, categories: [] };
  await server.api("PUT", "/api/purposes/ads", { name: "Ads", kind: "purpose", ...rule, rev: 0 });
  await server.api("POST", "/api/people/ada/consent", { purpose: "ads", allowed: false, source: "test" });
  put("p-inner", 'did "Order Completed"', "marketing");
  put("p-outer", 'in segment "p-inner" and everyone', "marketing");
  await shell("habitus apply run --yes", cwd);
  put("p-inner", 'did "Order Completed"', "ads");
  put("p-new", 'in segment "p-inner"', "marketing");
  const planned = await shell("habitus plan run", cwd);
  expect(planned.split("\nOnly on the server")[0]).toBe(`~ p-inner  The p-inner  (p-inner.segment)
    purpose: "marketing" -> "ads"
    people: 3 -> 2 (0 in, 1 out)
      out: ada

+ p-new  The p-new  (p-new.segment)
    people: 0 -> 2 (2 in, 0 out)
      in: bob, cy
    warning: The workspace has no purpose \`marketing\`, so nobody is left out by what they allow

* p-outer  The p-outer  (reads p-inner)
    people: 3 -> 2 (0 in, 1 out)
      out: ada
`);
  expect(planned).toContain("1 to create, 1 to change, 0 to delete; 1 as on the server. Moved along: 1.");
  // What was foretold comes true, for the people behind it as well.
  const change = { before: 'did "Order Completed"', after: 'did "Order Completed"', purpose: "ads" };
  const left = (more: object) =>
    server.api<{ people: { ids: string[] }[] }>("POST", "/api/segments/diff/members", {
      ...change,
      ...more,
      side: "left",
    });
  expect((await left({ purposeBefore: "marketing" })).people.map(({ ids }) => ids[0])).toEqual(["ada"]);
  expect((await left({})).people).toEqual([]);
  await shell("habitus apply run --yes", cwd);
  const page = await server.api<{ count: number }>("POST", "/api/segments/evaluate", {
    definition: 'in segment "p-outer"',
    limit: 0,
  });
  expect(page.count).toBe(2);
  expect(await shell("habitus pull there", cwd)).toMatch(
    /\nIn no file, and needed wherever these are applied:\n {2}1 purpose: "ads"\n$/,
  );
  // What the names of a sentence mean, the server knows: here a segment that does not stand beside the file.
  writeFileSync(join(cwd, "alone.txt"), 'in segment "p-inner"');
  const alone = await shell("habitus explain alone.txt --only plan", cwd);
  expect(alone).toContain('note: everybody stands for the people of the segment "p-inner"');
  const known = await shell(`habitus explain alone.txt --only plan sql --server ${server.url}`, cwd);
  expect(known).toMatch(
    /^-- plan\n[^]*"Order Completed"[^]*\n\n-- sql\n-- the first 100 people, as of 2026-03-01T/,
  );
  expect(known).toContain("SELECT");
});

test("what a definition asks for that nobody has sent is told, and refused where that is wanted", async () => {
  const cwd = temporaryFolder("warned");
  mkdirSync(join(cwd, "odd"));
  writeFileSync(
    join(cwd, "odd", "odd.segment"),
    fileOf("odd", "did 'purchse'".replaceAll("'", '"'), "marketing"),
  );
  const planned = await shell('habitus plan odd; echo "exit code $?"', cwd);
  expect(planned).toMatch(/\n {4}warning: odd\.segment:10:1: Nobody has sent `purchse`\n/);
  expect(planned).toMatch(/exit code 2\n$/);
  expect(await shell('habitus plan odd --strict >/dev/null; echo "exit code $?"', cwd)).toBe("exit code 1\n");
  expect(await shell("habitus apply odd --yes --strict", cwd)).toContain(
    "There are warnings, so nothing was changed.\n",
  );
  expect(await shell("habitus pull here | grep odd", cwd)).toBe("");
});

test("items, lists and kinds of ids come from files, and templates become files", async () => {
  const cwd = temporaryFolder("tables");
  writeFileSync(join(cwd, "items.csv"), "id,name,price,currency\nA1,Cup,4.50,EUR\nA2,Pot,x,EUR\n");
  expect(await shell('habitus items items.csv 2>/dev/null; echo "exit code $?"', cwd)).toMatch(
    /^Rows: 2\. Added: 1\. Changed: 0\. As before: 0\. With mistakes: 1\.\n {2}row \d: [^]*exit code 2\n$/,
  );
  writeFileSync(join(cwd, "friends.csv"), "id\nada\nnobody-yet\n");
  expect(await shell("habitus lists friends.csv", cwd)).toBe(
    "Added: 2. Removed: 0. As before: 0. Known to nobody yet: 1. Refused: 0.\n",
  );
  writeFileSync(join(cwd, "Friends of.csv"), "ada\n");
  expect(await shell("habitus lists 'Friends of.csv'", cwd)).toMatch(
    /^habitus: `Friends of` is no key of a list/,
  );
  expect(await shell("habitus lists 'Friends of.csv' --list friends --mode remove", cwd)).toMatch(
    /^Added: 0\. Removed: 1\./,
  );
  const kind = { key: "email", format: "email", sources: [{ from: "trait", name: "email" }], perPerson: 3 };
  const rules = { joins: "anonymous", heldAbove: 10, isOn: true };
  writeFileSync(join(cwd, "kinds.json"), JSON.stringify([{ ...kind, ...rules }]));
  expect(await shell("habitus id-kinds kinds.json 2>/dev/null", cwd)).toBe("made email\n");
  await shell("habitus id-kinds > printed.json", cwd);
  expect(JSON.parse(readFileSync(join(cwd, "printed.json"), "utf8"))).toEqual([{ ...kind, ...rules }]);
  expect(await shell("habitus id-kinds printed.json 2>/dev/null", cwd)).toBe("same email\n");
  writeFileSync(join(cwd, "kinds.json"), JSON.stringify([{ ...kind, ...rules, perPerson: 0 }]));
  expect(await shell("habitus id-kinds kinds.json", cwd)).toMatch(/holds no kinds of ids: 1: perPerson: /);
  const all = await shell("habitus templates", cwd);
  expect(all).toMatch(/^\S+\/\S+ {2}\S[^\n]*\n {4}\S[^\n]*\n {4}\S/);
  const family = all.slice(0, all.indexOf("/"));
  expect(await shell("habitus templates --into t", cwd)).toContain("Say --owner and --purpose.");
  const into = `habitus templates --family ${family} --into t --owner Sales --purpose marketing`;
  expect(await shell(into, cwd)).toMatch(/^[1-9]\d* segments? written into t\.\n$/);
  expect(await shell(`habitus check t && ${into} | tail -1`, cwd)).toMatch(
    /no problems\.\n0 segments written into t\.\n$/,
  );
  expect(await shell("habitus templates --family none", cwd)).toMatch(/^habitus: There is no family `none`/);
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
  await server.api("POST", "/api/segments/awkward/pause");
  await shell("habitus pull one", cwd);
  const empty = await startRealServer({ dataDir: temporaryFolder("empty") });
  try {
    expect(await shell("habitus apply one --yes | tail -1", cwd, empty.url)).toMatch(
      /^(\d+) of \1 changes? made\.\n$/,
    );
    await shell("habitus pull two", cwd, empty.url);
    expect(await shell("habitus plan one --prune", cwd, empty.url)).toMatch(/^Nothing to change: /);
    const stateOf = async () =>
      (await empty.api<{ live: { state: string } }>("GET", "/api/segments/awkward")).live.state;
    expect(await stateOf()).toBe("paused");
    writeFileSync(
      join(cwd, "two", "awkward.segment"),
      readFileSync(join(cwd, "one", "awkward.segment"), "utf8").replace("paused: yes\n", ""),
    );
    expect(await shell("habitus apply two --yes", cwd, empty.url)).toContain('paused: "yes" -> "no"');
    expect(await stateOf()).not.toBe("paused");
    await shell("habitus apply one --yes && habitus pull two", cwd, empty.url);
  } finally {
    await empty.stop();
  }
  const bytesOf = (folder: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(cwd, folder)).map((file) => [file, readFileSync(join(cwd, folder, file), "latin1")]),
    );
  const one = bytesOf("one");
  expect(one["awkward.segment"]).toContain("\npaused: yes\n---\n");
  expect(bytesOf("two")).toEqual(one);
});
