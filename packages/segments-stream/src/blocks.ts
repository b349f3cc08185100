/**
 * Blocks are so many bytes long, or a multiple: room for two cells of few times, so that a growing person is copied for every other event. Of people
 * who grow and shrink all the time it costs no more memory than shorter steps do.
 */
export const STEP = 32;
const MOST_STEPS = 128;
/** Of one length so many are kept, 2 MB of all lengths together. */
const MOST_OF_A_LENGTH = 8;

/** Blocks that nobody uses any more, by their length in steps. */
const free: Uint8Array[][] = Array.from({ length: MOST_STEPS }, () => []);

/**
 * A block for somebody who needs a longer one than before: not empty, and shorter than asked by less than a step. Of many people who grow byte by byte one
 * leaves what another needs next; a new block costs the engine of JavaScript memory of its own outside the heap, several times what copying does.
 */
export function takeBlock(length: number): Uint8Array {
  const steps = Math.floor(length / STEP);
  return free[steps]?.pop() ?? new Uint8Array(steps * STEP);
}

/** Nobody may read or write it any more. */
export function giveBlock(block: Uint8Array): void {
  const kept = block.length === 0 ? undefined : free[block.length / STEP];
  if (kept !== undefined && kept.length < MOST_OF_A_LENGTH) kept.push(block);
}
