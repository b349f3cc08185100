import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import { type Keys, pointer, type TreeProblem } from "./problem.ts";

/**
 * Counts levels without calling itself, before anything that does. A level is an "and", "or", "not", a where clause or an audience;
 * in the tree each takes two JSON levels at the most, and what hangs on the innermost takes a few more.
 */
export function tooDeep(input: unknown): TreeProblem | null {
  const open: { readonly value: unknown; readonly depth: number; readonly keys: Keys }[] = [
    { value: input, depth: 0, keys: [] },
  ];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const { value, depth, keys } = entry;
    if (typeof value !== "object" || value === null) continue;
    const isLevel = ("of" in value && typeof value.of === "object") || "where" in value || "among" in value;
    const level = depth + (isLevel ? 1 : 0);
    if (level > LIMITS.depth || keys.length > 2 * LIMITS.depth + 20) {
      const message = `More than ${LIMITS.depth} levels of "not", "and", "or" and parentheses`;
      return { code: "too_deep", message, path: pointer(keys), suggestion: null };
    }
    for (const [key, part] of Object.entries(value))
      open.push({ value: part, depth: level, keys: [...keys, key] });
  }
  return null;
}

/** What zod says of a tree that has not the shape. */
export function shapeProblem(issue: z.core.$ZodIssue): TreeProblem {
  const keys = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  const code = keys.length === 1 && keys[0] === "version" ? "unknown_version" : "wrong_shape";
  return { code, message: issue.message, path: pointer(keys), suggestion: null };
}
