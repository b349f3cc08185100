import type { MessageKey } from "../../i18n/use-i18n.tsx";

/** A text of the rows that needs no figures or names filled in. */
export type Word = Extract<MessageKey, `b.${string}`>;
