import { createContext, type ReactNode, use, useMemo } from "react";
import { type English, english } from "./en/english.ts";
import { createFormats, type Formats } from "./format.ts";
import { type Arguments, write } from "./message.ts";

export type MessageKey = keyof English;
export type Translate = <Key extends MessageKey>(key: Key, ...args: Arguments<English[Key]>) => string;
export type I18n = { readonly t: Translate; readonly f: Formats };

/** English with the day before the month: understood everywhere, mistaken nowhere. */
const LOCALE = "en-GB";

export function createI18n(zone: string): I18n {
  const f = createFormats(LOCALE, zone);
  const rules = new Intl.PluralRules(LOCALE);
  const t: Translate = (key, ...args) => write(english[key], args[0] ?? {}, { rules, number: f.number });
  return { t, f };
}

const I18nContext = createContext<I18n>(createI18n("UTC"));

/** All text and all dates below are written in this zone, the workspace's. */
export function I18nProvider({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  const i18n = useMemo(() => createI18n(zone), [zone]);
  return <I18nContext value={i18n}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  return use(I18nContext);
}
