import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPlayedApi, PLAYED_ENV, type PlayedApi } from "../test/played-api.ts";
import { run } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";

const fileOf = (key: string, sentence = "did order", more = ""): string => `---
key: ${key}
name: Those of ${key}
goal: Sell more
owner: Sales
action: Call them
review: 2026-06-01
purpose: marketing
${more}---
${sentence}
`;

let dir: string;
let api: PlayedApi;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-cli-"));
  api = createPlayedApi();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const read = (name: string): string => readFileSync(join(dir, name), "utf8");

async function habitus(args: readonly string[], more: Partial<Surroundings> = {}) {
  let out = "";
  let err = "";
  const exit = await run(args, {
    env: PLAYED_ENV,
    fetch: api.fetch,
    now: () => Date.UTC(2026, 2, 1),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ask: null,
    ...more,
  });
  return { exit, out, err };
}

describe("check", () => {
  test("names every problem with file, line, column, the line and a mark", async () => {
    write("a.segment", fileOf("a", "did order att least 2 times"));
    write("b.segment", fileOf("Not A Key"));
    write("c.segment", fileOf("c").replace("2026-06-01", "2026-06-31"));
    write("d.segment", fileOf("d").replace(/review.*\n/, ""));
    const { exit, err } = await habitus(["check", dir]);
    expect(exit).toBe(1);
    expect(
      err,
    ).toBe(`a.segment:10:11: \`att\` cannot stand here; did you mean \`at\`? Where it is a name, write it in double quotes
  did order att least 2 times
            ^^^
b.segment:2:6: \`key\` must be 1 to 64 of a-z, 0-9, - and _
  key: Not A Key
       ^^^^^^^^^
c.segment:7:9: \`review\` must be a date such as 2026-03-01
  review: 2026-06-31
          ^^^^^^^^^^
d.segment:1:1: The file has no field \`review\`: the date somebody looks whether it is still needed
  ---
  ^^^
4 problems.
`);
  });

  test("refuses a key that stands in two files, and passes what is right", async () => {
    write("a.segment", fileOf("a"));
    write("b.segment", fileOf("a"));
    write("notes.txt", "no segment");
    const twice = await habitus(["check", dir, "--json"]);
    expect(twice.exit).toBe(1);
    expect(JSON.parse(twice.out)).toMatchObject({
      segments: 2,
      problems: [{ path: "b.segment", line: 2, column: 6, code: "key_twice" }],
    });
    rmSync(join(dir, "b.segment"));
    expect(await habitus(["check", dir])).toEqual({ exit: 0, out: "1 segment, no problems.\n", err: "" });
  });

  test("a ring of segments is a problem, what only a server can tell a note", async () => {
    write("a.segment", fileOf("a", 'in segment "b"'));
    write("b.segment", fileOf("b", 'did order and\n  in segment "a"'));
    const ring = await habitus(["check", dir]);
    expect(ring.exit).toBe(1);
    expect(ring.err).toContain(
      'b.segment:11:3: A segment cannot contain itself: "b" → "a" → "b"\n    in segment "a"\n',
    );
    write(
      "b.segment",
      fileOf("b", 'in segment "vip" and score "lead" >= 3 and did order often and age > 10 and age < 5'),
    );
    const told = await habitus(["check", dir]);
    expect({ exit: told.exit, out: told.out }).toEqual({ exit: 0, out: "2 segments, no problems.\n" });
    expect(told.err).toMatch(
      /^note: b\.segment:10:1: The folder has no segment "vip"; a server may have it\n {2}in segment/,
    );
    expect(told.err).toMatch(/\nnote: b\.segment:10:\d+: .*often/);
    expect(told.err).toContain(
      "\nnote: b.segment:10:77: `age > 10` and `age < 5` are never true together, so this holds for nobody\n",
    );
    const strict = await habitus(["check", dir, "--strict", "--json"]);
    expect(strict.exit).toBe(1);
    expect(JSON.parse(strict.out)).toMatchObject({
      problems: [],
      notes: [{ code: "unknown_segment" }, { code: "doubtful_name" }, { code: "never_together" }],
    });
    expect(api.calls).toEqual([]);
  });

  test("a folder that is not there is said in a sentence", async () => {
    const { exit, err } = await habitus(["check", join(dir, "none")]);
    expect(exit).toBe(1);
    expect(err).toMatch(/^habitus: The folder .*none cannot be read: ENOENT/);
  });
});

describe("explain", () => {
  test("shows one part bare, of a segment file, a sentence and a tree alike", async () => {
    write("a.segment", fileOf("a", "did  order -- twice\n at least 2 times").replace(/review.*\n/, ""));
    write("b.txt", "did order at least 2 times");
    for (const file of ["a.segment", "b.txt"]) {
      const { exit, out } = await habitus(["explain", join(dir, file), "--only", "sentence"]);
      expect({ exit, out }).toEqual({ exit: 0, out: "did order at least 2 times\n" });
    }
    const tree = await habitus(["explain", join(dir, "b.txt"), "--only", "tree"]);
    write("c.json", tree.out);
    expect(await habitus(["explain", join(dir, "c.json"), "--only", "tree"])).toEqual(tree);
  });

  test("shows all parts as of a given now, without a server", async () => {
    write("a.txt", "did order today");
    const options = ["--at", "2026-03-01T10:00:00Z", "--zone", "Europe/Kyiv"];
    const { exit, out } = await habitus(["explain", join(dir, "a.txt"), ...options], { env: {} });
    expect(exit).toBe(0);
    expect(out).toMatch(/^-- sentence\ndid order today\n\n-- tree\n\{[^]*\n-- plan\n[^]*\n-- sql\n/);
    expect(out).toContain("Europe/Kyiv");
    expect(out).toContain("as of 2026-03-01T10:00:00.000Z");
    expect(out).toContain("SELECT");
    expect(api.calls).toEqual([]);
  });

  test("a number stands for a threshold that only a server knows, and that is told", async () => {
    write("a.txt", "in top 20% by count of visit");
    const { exit, out, err } = await habitus(["explain", join(dir, "a.txt"), "--only", "plan"]);
    expect({ exit, err }).toEqual({
      exit: 0,
      err: "note: 1 stands for the threshold of the top 1/5 by count of visit, which a server works out\n",
    });
    expect(out).toContain("visit");
    expect(await habitus(["check", dir])).toMatchObject({ exit: 0 });
  });

  test("what only a server knows has a stand-in, which is told", async () => {
    write("a.segment", fileOf("a", 'in segment "vip" or score "lead" >= 3 or subscribed to "news"'));
    const { exit, out, err } = await habitus(["explain", join(dir, "a.segment")]);
    expect({ exit, err }).toEqual({
      exit: 0,
      err: `note: everybody stands for the people of the segment "vip", which a server knows
note: 0 stands for the score "lead", which a server knows
note: nobody is taken to be subscribed to "news" who never said so, which a server knows
`,
    });
    expect(out).toMatch(/^-- sentence\nin segment "vip" [^]*\n-- tree\n[^]*\n-- plan\n[^]*\n-- sql\n/);
  });

  test("what is probably not meant is told of each form, with a server by what it knows", async () => {
    const sentence = "age > 10 and did order often and age < 5";
    write("a.segment", fileOf("a", sentence));
    write("b.txt", sentence);
    const asked = ["--only", "tree"];
    const never = "`age > 10` and `age < 5` are never true together, so this holds for nobody\n";
    const file = await habitus(["explain", join(dir, "a.segment"), ...asked]);
    expect(file.err).toMatch(/^note: a\.segment:10:18: This reads "order often" as the name of one event/);
    expect(file.err).toContain(`\nnote: a.segment:10:34: ${never}`);
    const bare = await habitus(["explain", join(dir, "b.txt"), ...asked]);
    expect(bare).toEqual({ ...file, err: file.err.replaceAll("a.segment:10:", "b.txt:1:") });
    write("c.json", bare.out);
    const tree = await habitus(["explain", join(dir, "c.json"), ...asked]);
    expect(tree.err).toBe(`note: c.json: /condition/of/2: ${never}`);
    const from = { code: "unknown_event", message: "Nobody has sent `order`", from: 17, to: 22 };
    api.warnings.push({ ...from, line: 1, column: 18, path: null, expected: [], suggestion: null });
    const known = await habitus([
      "explain",
      join(dir, "a.segment"),
      "--only",
      "plan",
      "--server",
      "http://habitus.test",
    ]);
    expect(known.err).toBe(
      `note: a.segment:10:18: Nobody has sent \`order\`\n  ${sentence}\n${" ".repeat(19)}^^^^^\n`,
    );
  });

  test("a person is shown the beginning of a long value, a program all of it", async () => {
    write("a.txt", "did order on weekends");
    const whole = await habitus(["explain", join(dir, "a.txt"), "--only", "sql"]);
    const [, zones = ""] = /^-- p\d+ = ("\[.{200,})$/m.exec(whole.out) ?? [];
    const { out } = await habitus(["explain", join(dir, "a.txt")]);
    expect(out).toContain(
      `= ${zones.slice(0, 120)}... (${zones.length} characters; \`--only sql\` shows all)\n`,
    );
    expect(out).toContain(whole.out.slice(whole.out.indexOf("WITH")));
  });

  test("what cannot be planned is shown as far as it can be read", async () => {
    write("a.txt", 'occasion "Our day" today');
    const { exit, out, err } = await habitus(["explain", join(dir, "a.txt")]);
    expect(exit).toBe(1);
    expect(out).toMatch(/^-- sentence\noccasion [^]*\n-- tree\n/);
    expect(out).not.toContain("-- plan");
    expect(err).toMatch(/^habitus: There is no occasion "Our day"/);
  });

  test("tells what is wrong with a text, a tree, a time and a part", async () => {
    write("a.txt", "did");
    write("b.json", '{"version": 1}');
    write("c.json", "{");
    const errors = await Promise.all(
      [["a.txt"], ["b.json"], ["c.json"], ["a.txt", "--at", "noon"], ["a.txt", "--only", "soul"]].map(
        async ([file = "", ...more]) => {
          const { exit, err } = await habitus(["explain", join(dir, file), ...more]);
          expect(exit).toBe(1);
          return err;
        },
      ),
    );
    expect(errors[0]).toMatch(/^a\.txt:1:4: The text ends too early/);
    expect(errors[1]).toMatch(/^b\.json: \/condition: /);
    expect(errors[2]).toMatch(/^habitus: c\.json begins like a tree but is no JSON/);
    expect(errors[3]).toMatch(/^habitus: `noon` is no time/);
    expect(errors[4]).toMatch(/Allowed choices are sentence, tree, plan, sql/);
  });
});

describe("plan", () => {
  test("tells new, changed and absent segments, whom they move, and ends with 2", async () => {
    write("a.segment", fileOf("a"));
    await habitus(["apply", dir, "--yes"]);
    write("old.segment", fileOf("old"));
    await habitus(["apply", dir, "--yes"]);
    rmSync(join(dir, "old.segment"));
    write("a.segment", fileOf("a", "did order at least 2 times", "tags: x\n"));
    write("b.segment", fileOf("b"));
    const { exit, out } = await habitus(["plan", dir]);
    expect(exit).toBe(2);
    expect(out).toBe(`~ a  Those of a  (a.segment)
    definition:
      - did order
      + did order at least 2 times
    tags: "" -> "x"
    people: 2 -> 2 (1 in, 1 out)
      in: ada
      out: ada

+ b  Those of b  (b.segment)
    people: 2 -> 2 (1 in, 1 out)
      in: ada
      out: ada

Only on the server, and left there without --prune: old
1 to create, 1 to change, 0 to delete; 0 as on the server. People as of 2026-03-01T00:00:00.000Z.
`);
    const json = await habitus(["plan", dir, "--prune", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      changes: [
        { action: "edit", key: "a", fields: [{ field: "definition" }, { field: "tags" }] },
        { action: "create", key: "b", people: { kind: "counted", entered: { count: 1 } } },
        { action: "delete", key: "old", path: null },
      ],
      kept: [],
    });
  });

  test("a change that moves nobody is not counted; none at all ends with 0", async () => {
    write("a.segment", fileOf("a"));
    await habitus(["apply", dir, "--yes"]);
    expect(await habitus(["plan", dir])).toEqual({
      exit: 0,
      out: "Nothing to change: 1 as on the server.\n",
      err: "",
    });
    api.calls.length = 0;
    write("a.segment", fileOf("a").replace("Sales", "Growth"));
    const { exit, out } = await habitus(["plan", dir]);
    expect(exit).toBe(2);
    expect(out).toContain('    owner: "Sales" -> "Growth"\n\n0 to create, 1 to change');
    expect(api.calls).toEqual(["GET /api/segments"]);
  });

  test("people that cannot be counted do not hide the change", async () => {
    write("a.segment", fileOf("a"));
    api.failures.set("POST /api/segments/diff", { status: 422, code: "query_timeout" });
    const { exit, out } = await habitus(["plan", dir]);
    expect(exit).toBe(2);
    expect(out).toContain("people: not counted: It is query_timeout. (query_timeout)");
  });

  test("a server that refuses the caller, or no key at all, ends with 1", async () => {
    api.failures.set("GET /api/segments", { status: 401, code: "unauthenticated" });
    expect(await habitus(["plan", dir])).toMatchObject({ exit: 1, err: "habitus: It is unauthenticated.\n" });
    expect(await habitus(["plan", dir], { env: {} })).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^habitus: The server wants to know who asks\. Set HABITUS_API_KEY /),
    });
    expect(await habitus(["plan", dir, "--server", "nowhere"])).toMatchObject({ exit: 1 });
  });

  test("nothing is asked of the server while a file has a problem", async () => {
    write("a.segment", "did order");
    expect((await habitus(["plan", dir])).exit).toBe(1);
    expect(api.calls).toEqual([]);
  });
});

describe("apply", () => {
  test("asks first; only yes is yes", async () => {
    write("a.segment", fileOf("a"));
    const asked: string[] = [];
    const answering = (answer: string) => ({
      ask: (question: string) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    });
    expect(await habitus(["apply", dir])).toMatchObject({ exit: 1, err: expect.stringContaining("--yes") });
    expect(await habitus(["apply", dir], answering(""))).toMatchObject({ exit: 1 });
    expect(api.segments.size).toBe(0);
    const { exit, out } = await habitus(["apply", dir], answering("y"));
    expect(exit).toBe(0);
    expect(out).toMatch(/created a\n1 of 1 change made\.\n$/);
    expect(asked).toEqual(["Make 1 change? [y/N] ", "Make 1 change? [y/N] "]);
    expect(api.segments.get("a")).toMatchObject({ name: "Those of a", reviewDate: "2026-06-01" });
  });

  test("what is new and paused is made so by one call", async () => {
    write("a.segment", fileOf("a", "did order", "paused: yes\n"));
    await habitus(["apply", dir, "--yes"]);
    expect(api.calls.filter((call) => call.startsWith("POST"))).toEqual([
      "POST /api/segments/diff",
      "POST /api/segments/check",
      "POST /api/segments",
    ]);
    expect(api.segments.get("a")).toMatchObject({ paused: true });
  });

  test("deletes only with --prune", async () => {
    write("a.segment", fileOf("a"));
    await habitus(["apply", dir, "--yes"]);
    rmSync(join(dir, "a.segment"));
    expect(await habitus(["apply", dir, "--yes"])).toMatchObject({ exit: 0 });
    expect(api.segments.size).toBe(1);
    expect(await habitus(["apply", dir, "--yes", "--prune"])).toMatchObject({ exit: 0 });
    expect(api.segments.size).toBe(0);
  });

  test("what somebody changed meanwhile is left alone and told, the rest is done", async () => {
    for (const key of ["a", "b", "c"]) write(`${key}.segment`, fileOf(key));
    await habitus(["apply", dir, "--yes"]);
    rmSync(join(dir, "c.segment"));
    for (const key of ["a", "b"]) write(`${key}.segment`, fileOf(key, "did login"));
    api.before = (call) => {
      for (const key of ["a", "c"]) {
        const present = api.segments.get(key);
        if (/^(?:PUT|DELETE) \/api\/segments\/[ac]/.test(call) && present?.rev === 1)
          api.segments.set(key, { ...present, owner: "Somebody else", rev: 2 });
      }
    };
    const { exit, out, err } = await habitus(["apply", dir, "--yes", "--prune"]);
    expect(exit).toBe(1);
    expect(err).toBe("failed a: It is conflict. (conflict)\nfailed c: It is conflict. (conflict)\n");
    expect(out).toMatch(/changed b\n1 of 3 changes made\.\n$/);
    expect(api.segments.get("a")).toMatchObject({ owner: "Somebody else" });
  });

  test("a definition that is refused is tried again once others are there", async () => {
    for (const key of ["a", "b"]) write(`${key}.segment`, fileOf(key));
    let creations = 0;
    api.before = (call) => {
      if (call !== "POST /api/segments") return;
      api.failures.delete(call);
      if (creations++ === 0) api.failures.set(call, { status: 400, code: "definition_refused" });
    };
    const { exit, out } = await habitus(["apply", dir, "--yes"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/created b\ncreated a\n2 of 2 changes made\.\n$/);
  });

  test("one that is still part of another is deleted once that one is gone", async () => {
    for (const key of ["a", "b"]) write(`${key}.segment`, fileOf(key));
    await habitus(["apply", dir, "--yes"]);
    for (const key of ["a", "b"]) rmSync(join(dir, `${key}.segment`));
    let deletions = 0;
    api.before = (call) => {
      if (call !== "DELETE /api/segments/a") return;
      api.failures.delete(call);
      if (deletions++ === 0) api.failures.set(call, { status: 409, code: "segment_in_use" });
    };
    const { exit, out } = await habitus(["apply", dir, "--yes", "--prune"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/deleted b\ndeleted a\n2 of 2 changes made\.\n$/);
  });

  test("a definition that stays refused is told once", async () => {
    write("a.segment", fileOf("a"));
    api.failures.set("POST /api/segments", { status: 400, code: "definition_refused" });
    const { exit, err } = await habitus(["apply", dir, "--yes"]);
    expect(exit).toBe(1);
    expect(err).toBe("failed a: It is definition_refused. (definition_refused)\n");
  });
});

describe("pull", () => {
  test("writes what differs, leaves what says the same, and keeps what only the folder has", async () => {
    for (const key of ["a", "b"]) write(`${key}.segment`, fileOf(key));
    await habitus(["apply", dir, "--yes"]);
    const own = fileOf("a", "did   order -- ours");
    write("a.segment", own);
    write("b.segment", fileOf("b", "did login -- ours\n-- and more"));
    write("mine.segment", fileOf("mine"));
    const { exit, out } = await habitus(["pull", dir]);
    expect(exit).toBe(0);
    expect(out).toBe(`changed b.segment (without its 2 comments)
not on the server, kept without --prune: mine.segment
2 segments on the server, 1 already here.
`);
    expect(read("a.segment")).toBe(own);
    expect(read("b.segment")).toBe(fileOf("b"));
    await habitus(["pull", dir, "--prune"]);
    expect(readdirSync(dir).toSorted()).toEqual(["a.segment", "b.segment"]);
  });

  test("a new folder is made, a renamed file stays where it is, a taken name is refused", async () => {
    write("a.segment", fileOf("a"));
    await habitus(["apply", dir, "--yes"]);
    const other = join(dir, "x/y");
    expect((await habitus(["pull", other])).out).toContain("new a.segment");
    expect(readFileSync(join(other, "a.segment"), "utf8")).toBe(fileOf("a"));
    rmSync(join(dir, "x"), { recursive: true });
    rmSync(join(dir, "a.segment"));
    write("renamed.segment", fileOf("a", "did login"));
    expect((await habitus(["pull", dir])).out).toContain("changed renamed.segment");
    rmSync(join(dir, "renamed.segment"));
    write("a.segment", fileOf("b"));
    const taken = await habitus(["pull", dir]);
    expect(taken.err).toMatch(
      /^habitus: a\.segment holds the segment "b", not "a"\. Rename it to b\.segment\./,
    );
    expect(read("a.segment")).toBe(fileOf("b"));
  });

  test("a server is not trusted with the names of files", async () => {
    write("a.segment", fileOf("a"));
    await habitus(["apply", dir, "--yes"]);
    const present = api.segments.get("a");
    if (present !== undefined) api.segments.set("../b", { ...present, key: "../b" });
    expect(await habitus(["pull", dir])).toMatchObject({
      exit: 1,
      err: 'habitus: The server has a segment with the key "../b".\n',
    });
  });
});

describe("what the server finds wrong in several places", () => {
  const problems = [
    { path: "row 2", message: "from must be a date" },
    { path: "row 4", message: "rate must be a number" },
  ];

  test("is told place by place, and how much more there is", async () => {
    write("rates.csv", "from,currency,rate\n");
    const call = "POST /api/money/rates/file";
    api.failures.set(call, { status: 400, code: "invalid_request", details: { problems, count: 1_002 } });
    const { exit, err } = await habitus(["rates", join(dir, "rates.csv")]);
    expect(exit).toBe(1);
    expect(err).toBe(
      "habitus: It is invalid_request.\n  row 2: from must be a date\n  row 4: rate must be a number\n  and 1,000 more\n",
    );
  });

  test("is told of a segment by line and column", async () => {
    write("a.segment", fileOf("a"));
    const said = { code: "mixed_currencies", message: "sums EUR and USD", path: null };
    const found = [
      { ...said, line: 1, column: 4 },
      { ...said, line: null, column: null },
    ];
    api.failures.set("POST /api/segments", {
      status: 400,
      code: "definition_refused",
      details: { problems: found },
    });
    const { err } = await habitus(["apply", dir, "--yes"]);
    expect(err).toBe(
      "failed a: It is definition_refused. (definition_refused)\n  line 1, column 4: sums EUR and USD\n  sums EUR and USD\n",
    );
  });

  test("is not told twice where the message says it", async () => {
    write("rates.csv", "from,currency,rate\n");
    const only = [{ path: "", message: "It is invalid_request" }];
    api.failures.set("POST /api/money/rates/file", {
      status: 400,
      code: "invalid_request",
      details: { problems: only },
    });
    expect((await habitus(["rates", join(dir, "rates.csv")])).err).toBe("habitus: It is invalid_request.\n");
  });
});
