import type { MessageKey } from "../i18n/use-i18n.tsx";

const NAMED = ["user", "anonymous", "email", "phone", "loyalty", "device"] as const;

/** What a kind of ids is called; one of the workspace's own goes by its key. */
export function kindName(key: string, t: (key: MessageKey) => string): string {
  const known = NAMED.find((each) => each === key);
  return known === undefined ? key : t(`identity.kind.${known}`);
}

/** What one id of the kind is called. */
export function idName(key: string, t: (key: MessageKey) => string): string {
  const known = NAMED.find((each) => each === key);
  return known === undefined ? key : t(`people.id.${known}`);
}
