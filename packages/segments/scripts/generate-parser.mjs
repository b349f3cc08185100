// Writes the parser tables that src/text/segment.grammar describes. Run after every change of the grammar.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildParserFile } from "@lezer/generator";

const folder = new URL("../src/text/", import.meta.url);

/** The two generated files as texts by file name; a test compares them with what is committed. */
export function generateParser() {
  const warnings = [];
  const { parser, terms } = buildParserFile(readFileSync(new URL("segment.grammar", folder), "utf8"), {
    fileName: "segment.grammar",
    typeScript: true,
    includeNames: false,
    warn: (message) => warnings.push(message),
  });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  return { "segment-parser.gen.ts": parser, "segment-terms.gen.ts": terms };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generateParser())) writeFileSync(new URL(name, folder), text);
}
