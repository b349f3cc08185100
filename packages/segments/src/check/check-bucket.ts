import { LIMITS } from "../limits.ts";
import type { BucketCondition } from "../tree/definition.ts";
import { checkName } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** Buckets that hold somebody and not everybody. */
export function checkBucket({ from, to, of, by }: BucketCondition, at: Keys, report: Report): void {
  checkName(by, [...at, "by"], report);
  if (of < 2 || of > LIMITS.buckets) {
    report([...at, "of"], "buckets_out_of_range", `People are told into 2 to ${LIMITS.buckets} buckets`);
    return;
  }
  if (from < 0 || to < from || to >= of) {
    const message = `Buckets of ${of} are counted from 0 to ${of - 1}, the smaller one first`;
    report(at, "bucket_out_of_range", message);
  } else if (from === 0 && to === of - 1) {
    report(
      at,
      "bucket_out_of_range",
      "These are all the buckets; for all known people write `everyone`",
      "everyone",
    );
  }
}
