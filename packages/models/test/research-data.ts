import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Data sets that may be read but not shipped lie beside the project, or where HABITUS_DATA_SETS says. */
const FOLDER =
  process.env["HABITUS_DATA_SETS"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/** The text of a data set's file, null where it is absent: the tests that need it are skipped then, with the reason printed. */
export function researchFile(name: string): string | null {
  const file = `${FOLDER}/${name}`;
  if (existsSync(file)) return readFileSync(file, "utf8");
  process.stderr.write(`skipped: no data set ${name} (set HABITUS_DATA_SETS to a folder that has it)\n`);
  return null;
}
