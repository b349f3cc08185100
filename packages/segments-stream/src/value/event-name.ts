import type { EventNames } from "@habitus/segments";

export function isNamed(name: EventNames, event: string): boolean {
  if (typeof name === "string") return event === name;
  return event.startsWith(name.startsWith) && name.except?.includes(event) !== true;
}

/** Names that together stand for the same events without any event twice: what another of them covers is left out. */
export function withoutCovered(names: readonly EventNames[]): readonly EventNames[] {
  const beginnings = names
    .flatMap((name) => (typeof name === "string" ? [] : [name]))
    .toSorted((one, other) => one.startsWith.length - other.startsWith.length)
    .reduce<readonly Beginning[]>(united, []);
  const exact = names.filter((name) => typeof name === "string");
  const left = exact.filter((name) => !beginnings.some((beginning) => isNamed(beginning, name)));
  return [...new Set(left), ...beginnings];
}

type Beginning = Exclude<EventNames, string>;

/** With one more beginning, which is no shorter than those that are there. */
function united(all: readonly Beginning[], one: Beginning): readonly Beginning[] {
  const isWithin = ({ startsWith }: Beginning) => one.startsWith.startsWith(startsWith);
  if (!all.some(isWithin)) return [...all, one];
  return all.map((other) => (isWithin(other) ? withThoseOf(other, one) : other));
}

function withThoseOf({ startsWith, except = [] }: Beginning, one: Beginning): Beginning {
  const left = except.filter((name) => !isNamed(one, name));
  return left.length === 0 ? { startsWith } : { startsWith, except: left };
}
