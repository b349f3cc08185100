import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExactNumber } from "@habitus/kernel";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { openParquet } from "./read-parquet.ts";
import type { Row } from "./row.ts";

function file(bytes: Uint8Array): string {
  const path = join(temporaryFolder("parquet"), "x.parquet");
  writeFileSync(path, bytes);
  return path;
}

async function rowsOf(path: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const some of (await openParquet(path)).rows()) rows.push(...some);
  return rows;
}

test("rows of several groups, with every digit, times as text and what is absent as null", async () => {
  const bytes = parquetWriteBuffer({
    rowGroupSize: 2,
    schema: [
      { name: "root", num_children: 5 },
      { name: "user", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      { name: "big", type: "INT64", repetition_type: "REQUIRED" },
      { name: "at", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
      {
        name: "money",
        type: "INT64",
        converted_type: "DECIMAL",
        scale: 2,
        precision: 18,
        repetition_type: "REQUIRED",
      },
      { name: "ok", type: "BOOLEAN", repetition_type: "REQUIRED" },
    ],
    columnData: [
      { name: "user", data: ["a", null, "c"] },
      { name: "big", data: [1n, 9_007_199_254_740_993n, 3n] },
      { name: "at", data: [new Date(0), new Date(1), new Date(2)] },
      { name: "money", data: [19.99, -0.05, 0] },
      { name: "ok", data: [true, false, true] },
    ],
  });
  const path = file(new Uint8Array(bytes));
  const source = await openParquet(path);
  expect([source.columns, source.count]).toEqual([["user", "big", "at", "money", "ok"], 3]);
  expect((await rowsOf(path)).map(({ number, cells }) => [number, ...cells])).toEqual([
    [1, "a", 1, "1970-01-01T00:00:00.000Z", new ExactNumber("19.99"), true],
    [
      2,
      null,
      new ExactNumber("9007199254740993"),
      "1970-01-01T00:00:00.001Z",
      new ExactNumber("-0.05"),
      false,
    ],
    [3, "c", 3, "1970-01-01T00:00:00.002Z", new ExactNumber("0.00"), true],
  ]);
});

test("a file that was cut off is told to be damaged", async () => {
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "a", data: ["x"] }] }));
  await expect(openParquet(file(bytes.subarray(0, bytes.length - 3)))).rejects.toMatchObject({
    code: "unreadable_file",
  });
});
