import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import type { BadRow } from "./digest-rows.ts";
import { ERROR_COLUMNS, openErrorRows } from "./error-rows.ts";
import { inspectFile } from "./inspect-file.ts";
import { type FileForm, openRows } from "./open-file.ts";

const dir = temporaryFolder("error-rows");

const CITIES = {
  "utf-8": "Zürich 東京",
  "utf-16le": "Zürich 東京",
  "windows-1252": "Zürich €",
} as const;
const ENCODINGS = Object.keys(CITIES) as (keyof typeof CITIES)[];
const CASES = ENCODINGS.flatMap((encoding) => [true, false].map((header) => ({ encoding, header })));

const badRow = (number: number, cells: readonly string[]): BadRow => ({
  row: { kind: "row", number, cells, text: null },
  reason: "bad_time",
  detail: "It is no time.",
});

test.each(CASES)(
  "errors in $encoding, header $header, are known for what they are when they come again",
  async ({ encoding, header }) => {
    const path = join(dir, `${encoding}-${String(header)}.csv`);
    const form = { format: "csv", delimiter: ";", header, encoding } as const;
    const columns = ["order", "city"];
    const first = await openErrorRows(path, 0, { form, columns });
    await first.add([badRow(2, ["1", CITIES[encoding]])]);
    const size = first.size();
    await first.add([badRow(3, ["cut", "off"])]);
    await first.close();
    // As it is after a stop: what was added since it was saved comes again.
    const again = await openErrorRows(path, size, { form, columns });
    await again.add([badRow(3, ["2", 'Bern; "Stadt"'])]);
    await again.close();

    const { guess } = await inspectFile(path, "errors.csv", { zone: "UTC", events: [] });
    expect(guess.file).toEqual({ ...form, header: true });
    const source = await openRows(path, form as FileForm, null);
    const cells: unknown[] = [];
    for await (const rows of source.rows()) cells.push(...rows.map((row) => row.cells));
    const said = ["bad_time", "It is no time."];
    const [one, two] = [
      ["1", CITIES[encoding]],
      ["2", 'Bern; "Stadt"'],
    ];
    if (header) expect(source.columns).toEqual([...ERROR_COLUMNS, ...columns]);
    expect(cells).toEqual(
      header
        ? [
            ["2", ...said, ...one],
            ["3", ...said, ...two],
          ]
        : [
            [...one, "2", ...said],
            [...two, "3", ...said],
          ],
    );
  },
);
