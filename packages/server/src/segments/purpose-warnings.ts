import type { DefinitionProblem } from "@habitus/contract";
import { nearestName } from "@habitus/segments";
import { fromTree } from "./language.ts";

/** The purposes of the workspace: their keys, and the purpose that a word stands for. */
export type KnownPurposes = {
  list(): readonly { readonly key: string }[];
  named(word: string): { readonly key: string } | null;
};

/**
 * A purpose that the workspace does not have asks nobody: where it has others, that is rather a slip of the pen. A workspace without
 * any has not begun to ask.
 */
export function purposeWarnings(
  purpose: string | null,
  purposes: KnownPurposes,
): readonly DefinitionProblem[] {
  const keys = purposes.list().map(({ key }) => key);
  if (purpose === null || keys.length === 0 || keys.includes(purpose)) return [];
  const near = purposes.named(purpose)?.key ?? nearestName(purpose, keys);
  const hint = near === null ? "" : `; did you mean \`${near}\`?`;
  const message = `The workspace has no purpose \`${purpose}\`, so nobody is left out by what they allow${hint}`;
  return [{ ...fromTree({ code: "unknown_purpose", message, path: "", suggestion: near }), path: null }];
}
