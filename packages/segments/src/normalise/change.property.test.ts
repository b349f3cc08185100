import fc from "fast-check";
import { expect, test } from "vitest";
import { definitions, SHARED_WORDS, WORKSPACE } from "../../test/arbitrary-definition.ts";
import { histories, nows } from "../../test/arbitrary-history.ts";
import { settings } from "../../test/property-settings.ts";
import { evaluateReference } from "../reference/evaluate.ts";
import { changeOf } from "./change.ts";
import { planDefinition } from "./plan-definition.ts";
import { standInFor } from "./thresholds.ts";
import { withThresholds } from "./with-thresholds.ts";

test("each person enters, leaves, stays or was never in, as the two definitions say", () => {
  const maybe = fc.option(definitions(SHARED_WORDS), { nil: null });
  fc.assert(
    fc.property(maybe, maybe, histories, nows, (before, after, history, now) => {
      const planOf = (definition: typeof before) =>
        definition === null
          ? null
          : planDefinition(definition, withThresholds(definition, WORKSPACE, standInFor));
      const holds = (definition: typeof before): boolean => {
        const plan = planOf(definition);
        return plan !== null && evaluateReference(plan, history, now);
      };
      const { entered, left, counted } = changeOf(planOf(before), planOf(after));
      const [was, is] = [holds(before), holds(after)];
      expect(evaluateReference(entered, history, now)).toBe(is && !was);
      expect(evaluateReference(left, history, now)).toBe(was && !is);
      const found = counted.roots.map((root) =>
        evaluateReference({ version: 1, root, leaves: counted.leaves }, history, now),
      );
      expect(found).toEqual([is && !was, was && !is, was && is]);
    }),
    settings(200),
  );
});
