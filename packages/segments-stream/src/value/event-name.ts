import type { EventName } from "@habitus/segments";

export function isNamed(name: EventName, event: string): boolean {
  return typeof name === "string" ? event === name : event.startsWith(name.startsWith);
}

/** Names that together stand for the same events without any event twice: what another of them covers is left out. */
export function withoutCovered(names: readonly EventName[]): readonly EventName[] {
  const distinct = [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
  return distinct.filter((name) => !distinct.some((other) => other !== name && covers(other, name)));
}

function covers(other: EventName, name: EventName): boolean {
  return typeof other !== "string" && isNamed(other, typeof name === "string" ? name : name.startsWith);
}
