import fc from "fast-check";
import { expect, test } from "vitest";
import { definitions, WILD_WORDS, WORKSPACE } from "../../test/arbitrary-definition.ts";
import { settings } from "../../test/property-settings.ts";
import { checkDefinition } from "../check/check-definition.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { standInFor } from "../normalise/thresholds.ts";
import { withThresholds } from "../normalise/with-thresholds.ts";
import { parseDefinition } from "./parse-definition.ts";
import { printDefinition } from "./print-definition.ts";

test("parse(print(tree)) is the tree, which the check lets through and the plan accepts", () => {
  fc.assert(
    fc.property(definitions(WILD_WORDS), (definition) => {
      expect(checkDefinition(JSON.parse(JSON.stringify(definition)))).toEqual({
        kind: "ok",
        definition,
        warnings: [],
      });
      expect(parseDefinition(printDefinition(definition))).toEqual({ kind: "ok", definition });
      planDefinition(definition, withThresholds(definition, WORKSPACE, standInFor));
    }),
    settings(150),
  );
});

test("a damaged sentence is read or refused at places inside it, never anything else", () => {
  const damage = fc.record({
    definition: definitions(WILD_WORDS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 6 }),
    insert: fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom(" not ", " where ", ")", '"', " in ", " and "),
    ),
  });
  fc.assert(
    fc.property(damage, ({ definition, at, remove, insert }) => {
      const sentence = printDefinition(definition);
      const place = Math.floor(at * sentence.length);
      const damaged = sentence.slice(0, place) + insert + sentence.slice(place + remove);
      const parsed = parseDefinition(damaged);
      if (parsed.kind === "ok") {
        expect(parseDefinition(printDefinition(parsed.definition))).toEqual(parsed);
        return;
      }
      expect(parsed.problems.length).toBeGreaterThan(0);
      for (const { from, to, line, column, message } of parsed.problems) {
        expect(message).not.toBe("");
        expect(0 <= from && from <= to && to <= damaged.length && line >= 1 && column >= 1).toBe(true);
      }
    }),
    settings(150),
  );
});
