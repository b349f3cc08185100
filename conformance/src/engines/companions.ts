import type { CountLeaf, Leaf, Plan, Window } from "@habitus/segments";

/**
 * A plan whose leaves ask about the same events as counts of the given one, so that the stream keeps one list for both: now of more
 * events, further back, than the count needs, now of fewer. Null where there is nothing to share.
 */
export function companionOf({ leaves }: Plan): Plan | null {
  const companions = leaves.filter(isMovingCount).map(companionLeaf);
  if (companions.length === 0) return null;
  return {
    version: 1,
    root: { kind: "or", of: companions.map((_, leaf) => ({ kind: "leaf", leaf })) },
    leaves: companions,
  };
}

function isMovingCount(leaf: Leaf): leaf is CountLeaf {
  if (leaf.kind !== "count" || leaf.events.local !== undefined) return false;
  const { window } = leaf.events;
  return window.kind === "calendar" || (window.kind === "sliding" && window.fromMs !== null);
}

function companionLeaf(leaf: CountLeaf): CountLeaf {
  const { events, atLeast } = leaf;
  const isWider = atLeast % 2 === 0;
  return {
    ...leaf,
    atLeast: isWider ? atLeast + 1 : Math.max(1, atLeast - 1),
    events: { ...events, window: isWider ? widened(events.window) : narrowed(events.window) },
  };
}

function widened(window: Window): Window {
  if (window.kind === "calendar") return { ...window, count: window.count + 1 };
  return window.kind === "sliding" && window.fromMs !== null
    ? { ...window, fromMs: 2 * window.fromMs }
    : window;
}

function narrowed(window: Window): Window {
  if (window.kind !== "sliding" || window.fromMs === null) return window;
  return { ...window, fromMs: window.toMs + Math.max(1, Math.floor((window.fromMs - window.toMs) / 2)) };
}
