import { ApiError } from "@habitus/contract";
import { english } from "../i18n/en/english.ts";
import type { MessageKey, Translate } from "../i18n/use-i18n.tsx";

/** One sentence for a person: ours when the code has one, otherwise the server's own, which are written to be read. */
export function errorText(t: Translate, error: unknown): string {
  if (!(error instanceof ApiError)) return t("failure.unexpected");
  const key = `error.${error.code}`;
  if (isPlainError(key)) return t(key);
  return error.message;
}

type PlainErrorKey = Extract<MessageKey, `error.${string}`>;

function isPlainError(key: string): key is PlainErrorKey {
  return Object.hasOwn(english, key);
}
