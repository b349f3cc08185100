/**
 * How something leaves a pipeline step. A step returns its outcome; a thrown exception means a bug.
 * `reason` is a stable snake_case code and is counted; `detail` is the sentence for a person.
 */
export type Outcome<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "drop"; readonly reason: string }
  | { readonly kind: "dead"; readonly reason: string; readonly detail: string };

export function ok<T>(value: T): Outcome<T> {
  return { kind: "ok", value };
}

export function drop(reason: string): Outcome<never> {
  return { kind: "drop", reason };
}

export function dead(reason: string, detail: string): Outcome<never> {
  return { kind: "dead", reason, detail };
}
