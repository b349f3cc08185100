import { must } from "@habitus/kernel";
import { membersStatement, type Statement } from "@habitus/segments-sql";
import { type Vector, VECTORS } from "./vectors.ts";

/**
 * The text that SQL is given for a vector's definition at its first check, in a short form: indentation and the bodies of the functions
 * in front are left out, which stand in `packages/segments-sql/test/golden`, and so are settings that are always the same.
 */
function shortText({ plan, checks }: Vector): string {
  const { at, present } = must(checks[0], "a vector has checks");
  return shortened(membersStatement(plan, { at, present, after: null, limit: 1_000 }));
}

const MOST_SHOWN = 120;

function shortened({ sql, params }: Statement): string {
  const values = Object.entries(params).map(([name, value]) => {
    const written = JSON.stringify(value);
    // Lists of all time zones change with the JavaScript engine.
    return `${name}=${written.length > MOST_SHOWN ? "[...]" : written}`;
  });
  const select = sql.indexOf("\nSELECT ") < 0 || sql.startsWith("SELECT") ? 0 : sql.indexOf("\nSELECT ") + 1;
  const functions = [...sql.slice(0, select).matchAll(/ AS `(\w+)`,?$/gm)].map(([, name]) => name);
  const body = sql
    .slice(select)
    .replace(/\s+SETTINGS .*$/s, "")
    .replaceAll("`", "")
    .replace(/\s*\n\s*/g, " ");
  return [
    `  ${values.join(" ")}`,
    ...(functions.length === 0 ? [] : [`  with ${functions.join(" ")}`]),
    `  ${body}`,
  ].join("\n");
}

/** The texts of a file of vectors: each definition in each context once. */
export function goldenOf(file: string): string {
  const texts = new Map<string, string>();
  for (const vector of VECTORS.filter((each) => each.file === file)) {
    const { definition, context } = vector;
    const asked = `${definition}${context === "" ? "" : `\n  in ${context}`}`;
    if (!texts.has(asked)) texts.set(asked, shortText(vector));
  }
  return [...texts].map(([asked, text]) => `${asked}\n${text}\n`).join("\n");
}
