import type { EventKind, EventMatch, Leaf } from "@habitus/segments";

/** Whether the person's home zone takes part in a leaf. */
export function followsHome(leaf: Leaf): boolean {
  if (leaf.kind === "trait") return "days" in leaf.test;
  if (!("events" in leaf)) return false;
  const { window } = leaf.events;
  const isAtHome = window.kind === "calendar" && window.zone.kind === "home";
  const daysAtHome = leaf.kind === "days" && leaf.zone.kind === "home";
  return isAtHome || daysAtHome || kindsOf(leaf).some(({ local }) => local !== undefined);
}

function kindsOf(leaf: Extract<Leaf, { readonly events: EventMatch }>): readonly EventKind[] {
  if (leaf.kind === "ratio") return [leaf.events, leaf.part];
  if (leaf.kind !== "sequence") return [leaf.events];
  return [
    leaf.events,
    ...leaf.following.flatMap(({ event, without }) => (without === null ? [event] : [event, without])),
  ];
}
