import type { BehaviourName } from "@habitus/contract";
import type { I18n } from "../../i18n/use-i18n.tsx";

type Behaviour = { readonly of: BehaviourName; readonly event: string | null };

/** What is known of people by what they did. */
export function behaviourName({ of, event }: Behaviour, { t }: I18n): string {
  return event === null ? t(`behaviour.any.${of}`) : t(`behaviour.${of}`, { event });
}
