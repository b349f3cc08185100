import type { ManagementDeps } from "../../deps.ts";

const POLL_MS = 20;
/** What takes longer is not waited for: a disk that is full or slow is no reason to leave a question without its answer. */
const POLLS = 150;

/** How much of it is left, over all that one question waits for. */
export type Patience = { left: number };

export const newPatience = (): Patience => ({ left: POLLS });

/** False when patience was over first. */
export async function waits(
  isThere: () => boolean,
  patience: Patience,
  signal: AbortSignal,
): Promise<boolean> {
  while (!isThere()) {
    signal.throwIfAborted();
    if (patience.left-- <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

type Deps = {
  readonly told: Pick<ManagementDeps["told"], "head">;
  readonly transitions: Pick<ManagementDeps["transitions"], "head">;
  readonly stages: ManagementDeps["stages"];
};

/** Waits shortly for all that was told before the call to be on disk, where whoever asks about one person finds it; not at all while that fails. */
export async function toldIsOnDisk({ told, transitions, stages }: Deps, signal: AbortSignal): Promise<void> {
  const head = told.head();
  const isFailing = (): boolean =>
    stages().some(({ name, detail }) => name === "membership" && detail !== null);
  await waits(() => transitions.head() >= head || isFailing(), newPatience(), signal);
}
