import { assert, type Instant } from "@habitus/kernel";
import type { NodeNumber } from "../../store/event-store.ts";

/** Some ids of a person, who were somebody of their own before they were joined with others. */
export type Part = {
  /** The smallest of its nodes. */
  readonly number: NodeNumber;
  /** Ascending. */
  readonly nodes: readonly NodeNumber[];
};

/** Of whom somebody is made: all nodes of the person, each in one part. */
export type KeptParts = {
  /** When the newest of them was joined. */
  readonly since: Instant;
  readonly parts: readonly Part[];
  /**
   * `each` part has a state of its own. While something is kept of one part alone, the person's state is its state, and this is its
   * number; of `nobody` is anything kept at first.
   */
  readonly holder: "each" | "nobody" | NodeNumber;
};

/** Version 1, as JSON in the table `parts`. */
type Stored = {
  readonly v: 1;
  /** The newest build in force when they were kept: their states know nothing of what came into force later. */
  readonly build: number;
  readonly since: Instant;
  readonly holder: KeptParts["holder"];
  readonly parts: readonly (readonly NodeNumber[])[];
};

export function encodeKeptParts({ since, parts, holder }: KeptParts, build: number): Uint8Array {
  const stored: Stored = { v: 1, build, since, holder, parts: parts.map(({ nodes }) => nodes) };
  return new TextEncoder().encode(JSON.stringify(stored));
}

export function decodeKeptParts(bytes: Uint8Array): { readonly kept: KeptParts; readonly build: number } {
  const stored = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
  assert(stored.v === 1, "a person's parts have a version this program knows");
  const { build, since, holder } = stored;
  return { kept: { since, holder, parts: stored.parts.map(partOf) }, build };
}

/** @param nodes ascending, at least one. */
export function partOf(nodes: readonly NodeNumber[]): Part {
  return { number: nodes[0] ?? 0, nodes };
}
