import { type Instant, SECOND_MS } from "@habitus/kernel";

export type JobRate = {
  add(at: Instant, done: number): void;
  /** Units per second over the newest samples; null while too little time has passed to tell. */
  perSecond(): number | null;
};

const WINDOW_MS = 15 * SECOND_MS;
const LEAST_SPAN_MS = SECOND_MS;
/** Samples closer than this replace each other, so there are never more than a few dozen. */
const SAMPLE_MS = 250;

/** The rate of the last quarter of a minute: a job that slows down shows it, one that was resumed starts anew. */
export function createJobRate(): JobRate {
  let samples: { readonly at: Instant; readonly done: number }[] = [];
  return {
    add(at, done) {
      // It began again from further back.
      if (done < (samples.at(-1)?.done ?? 0)) samples = [];
      const before = samples.at(-2);
      const newest = samples.at(-1);
      if (before !== undefined && newest !== undefined && newest.at - before.at < SAMPLE_MS) samples.pop();
      samples.push({ at, done });
      samples = samples.filter(
        (sample, index) => sample.at >= at - WINDOW_MS || index === samples.length - 2,
      );
    },
    perSecond() {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.at - first.at < LEAST_SPAN_MS) return null;
      return ((last.done - first.done) / (last.at - first.at)) * SECOND_MS;
    },
  };
}
