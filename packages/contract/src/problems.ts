import type { z } from "zod";

/** What of a value is not as documented, and where: names and places with dots between them, empty for the whole. */
export type Problem = { readonly path: string; readonly message: string };

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a value that a schema refused. Where it may have one of several forms, the problems are those of the form that was
 * meant: one of its kind (text, object …), and of these the one that lacks least.
 */
export function problemsOf(error: Pick<z.core.$ZodError, "issues">): readonly Problem[] {
  return error.issues
    .flatMap(ofFormMeant)
    .map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}

function ofFormMeant(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const forms = issue.errors.map((form) => form.flatMap(ofFormMeant));
  const [meant] = forms.filter((form) => !form.some(isOtherKind)).toSorted((a, b) => a.length - b.length);
  if (meant !== undefined) return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  const kinds = new Set(forms.flat().flatMap(kindOf));
  return [{ ...issue, message: kinds.size === 0 ? issue.message : `must be ${[...kinds].join(" or ")}` }];
}

/** Whether the form is not one of text where text was given, and so on. */
function isOtherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_union");
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function kindOf(issue: Issue): readonly string[] {
  return issue.code === "invalid_type" ? [KINDS[issue.expected] ?? issue.expected] : [];
}
