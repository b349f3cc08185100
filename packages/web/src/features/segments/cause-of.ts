import type { Transition } from "@habitus/contract";

/** Why somebody came or went, in words: nothing changed for those who were in a new segment from its beginning. */
export function causeOf({
  cause,
  kind,
  version,
  n,
}: Pick<Transition, "cause" | "kind" | "version" | "n">): `movements.cause.${Transition["cause"] | "live"}` {
  const isFirst = cause === "definition" && kind === "entered" && version === 1 && n === 1;
  return `movements.cause.${isFirst ? "live" : cause}`;
}
