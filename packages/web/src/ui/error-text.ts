import { ApiError } from "@habitus/contract";
import { english } from "../i18n/en/english.ts";
import type { MessageKey, Translate } from "../i18n/use-i18n.tsx";

/** One sentence for a person: ours when the code has one, otherwise the server's own, which are written to be read. */
export function errorText(t: Translate, error: unknown): string {
  if (isModuleMissing(error)) return t("failure.part");
  if (!(error instanceof ApiError)) return t("failure.unexpected");
  const key = `error.${error.code}`;
  if (isPlainError(key)) return t(key);
  return error.message;
}

/** As Chromium, Firefox and Safari say that code did not come. */
const MISSING = /dynamically imported module|Importing a module script failed|Unable to preload CSS/;

function isModuleMissing(error: unknown): boolean {
  return error instanceof Error && MISSING.test(error.message);
}

type PlainErrorKey = Extract<MessageKey, `error.${string}`>;

function isPlainError(key: string): key is PlainErrorKey {
  return Object.hasOwn(english, key);
}
