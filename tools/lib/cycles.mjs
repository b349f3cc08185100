// @ts-check

/**
 * Groups of nodes that reach each other (Tarjan, "Depth-first search and linear graph algorithms", 1972): every group of
 * two or more, and every single node with an edge to itself. Written without recursion, so depth has no limit.
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph edges to nodes that are no key of the map are passed over
 * @returns {string[][]} members sorted, groups sorted by their first member
 */
export function findRings(graph) {
  /** @type {State} */
  const state = { graph, index: new Map(), low: new Map(), stack: [], onStack: new Set(), rings: [] };
  for (const node of graph.keys()) if (!state.index.has(node)) explore(state, node);
  return state.rings.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

/**
 * @typedef {object} State
 * @property {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @property {Map<string, number>} index
 * @property {Map<string, number>} low
 * @property {string[]} stack
 * @property {Set<string>} onStack
 * @property {string[][]} rings
 */
/**
 * @param {State} state
 * @param {string} start
 */
function explore(state, start) {
  const work = [enter(state, start)];
  for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
    const next = frame.rest.next();
    if (next.done) {
      work.pop();
      leave(state, frame.node);
      const parent = work.at(-1);
      if (parent !== undefined) lower(state, parent.node, state.low.get(frame.node) ?? 0);
    } else if (!state.index.has(next.value)) {
      if (state.graph.has(next.value)) work.push(enter(state, next.value));
    } else if (state.onStack.has(next.value)) {
      lower(state, frame.node, state.index.get(next.value) ?? 0);
    }
  }
}

/**
 * @param {State} state
 * @param {string} node
 */
function enter(state, node) {
  const order = state.index.size;
  state.index.set(node, order);
  state.low.set(node, order);
  state.stack.push(node);
  state.onStack.add(node);
  return { node, rest: (state.graph.get(node) ?? new Set()).values() };
}

/**
 * @param {State} state
 * @param {string} node
 * @param {number} to
 */
function lower(state, node, to) {
  state.low.set(node, Math.min(state.low.get(node) ?? to, to));
}

/**
 * @param {State} state
 * @param {string} node
 */
function leave(state, node) {
  if (state.low.get(node) !== state.index.get(node)) return;
  const ring = state.stack.splice(state.stack.lastIndexOf(node));
  for (const member of ring) state.onStack.delete(member);
  if (ring.length > 1 || state.graph.get(node)?.has(node)) state.rings.push(ring.sort());
}

/**
 * A shortest way round inside a ring, starting and ending at its first member: what a person has to cut.
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @param {readonly string[]} ring
 * @returns {string[]}
 */
export function shortestLoop(graph, ring) {
  const [start = ""] = ring;
  const members = new Set(ring);
  /** @type {string[][]} */
  const paths = [[start]];
  const seen = new Set();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? "") ?? []) {
      if (next === start) return [...path, start];
      if (members.has(next) && !seen.has(next)) {
        seen.add(next);
        paths.push([...path, next]);
      }
    }
  }
  return [...ring];
}
