import { type EventSchema, SCHEMA_LIMITS, type SchemaProblem } from "./event-schema.ts";
import { patternProblem } from "./pattern-ways.ts";

/** What keeps a schema of the right shape from being used, each with its place. */
export function schemaProblems(schema: EventSchema): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  let properties = 0;
  const look = (part: EventSchema, path: string, depth: number): void => {
    if (depth > SCHEMA_LIMITS.depth) {
      problems.push({ path, message: `Schemas stand more than ${SCHEMA_LIMITS.depth} deep in each other.` });
      return;
    }
    const wrong = part.pattern === undefined ? null : patternProblem(part.pattern);
    if (wrong !== null) problems.push({ path: `${path}.pattern`, message: wrong });
    for (const [least, most] of RANGES) {
      if ((part[least] ?? Number.NEGATIVE_INFINITY) > (part[most] ?? Number.POSITIVE_INFINITY)) {
        problems.push({ path: `${path}.${most}`, message: `"${most}" is less than "${least}".` });
      }
    }
    for (const [name, inner] of Object.entries(part.properties ?? {})) {
      properties++;
      look(inner, `${path}.properties.${name}`, depth + 1);
    }
    if (part.items !== undefined) look(part.items, `${path}.items`, depth + 1);
  };
  if (schema.type !== "object") {
    problems.push({ path: "schema.type", message: `Properties are an object: say "type": "object".` });
  }
  look(schema, "schema", 1);
  if (properties > SCHEMA_LIMITS.properties) {
    const message = `The schema names ${properties} properties; ${SCHEMA_LIMITS.properties} are the most.`;
    problems.push({ path: "schema.properties", message });
  }
  return problems;
}

const RANGES = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
] as const;
