import { readdirSync, readFileSync } from "node:fs";
import { isErrorCode } from "@habitus/contract";
import { describe, expect, test } from "vitest";

const SERVER = new URL("../../", import.meta.url);

/** Codes of the start and of the machine's own files, which no route answers with: they reach a client as `internal`. */
const NOT_FOR_CLIENTS: readonly string[] = ["bad_setting", "bad_segment_file"];

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(new URL(folder, SERVER), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|testing/.test(file))
    .map((file) => `${folder}/${file}`);
}

describe.each(["http/management", "access", "jobs", "segments"])("errors thrown in %s", (folder) => {
  test.each(sourcesOf(folder))("%s", (file) => {
    const text = readFileSync(new URL(file, SERVER), "utf8");
    const thrown = [...text.matchAll(/new HabitusError\(\s*"([a-z_]+)"/g)].map((match) => match[1] ?? "");
    const literal = [...text.matchAll(/new HabitusError\(/g)].length;
    expect(thrown, "every code is written where it is thrown").toHaveLength(literal);
    expect(thrown.filter((code) => !isErrorCode(code) && !NOT_FOR_CLIENTS.includes(code))).toEqual([]);
  });
});
