import { afterAll, describe, test } from "vitest";
import { BugError } from "@habitus/kernel";
import type { RunOptions } from "../differential/run.ts";
import { streamEvaluator } from "../engines/evaluators.ts";
import type { Setting } from "../world/plan-maker.ts";
import { Caught, changed, concerns, expectCaught } from "./catching.ts";
import { PLAN_FAULTS } from "./plan-faults.ts";
import { REFERENCE_FAULTS } from "./reference-faults.ts";
import { STREAM_FAULTS } from "./stream-faults.ts";

const caught = new Caught();
afterAll(() => caught.print());

/** The engine may notice by itself that what an operator says cannot be. */
async function caughtOrRefused(options: Partial<RunOptions>): Promise<string> {
  try {
    return await expectCaught(options);
  } catch (error) {
    if (!(error instanceof BugError)) throw error;
    return `by the engine: ${error.message}`;
  }
}

describe("mistakes of the stream are noticed", () => {
  for (const { name, live, concerns: isAbout } of STREAM_FAULTS) {
    const accept = ({ plan }: Setting): boolean => isAbout?.(plan) ?? true;
    test(name, async () => caught.add("stream", `${name} (${await caughtOrRefused({ live, accept })})`));
  }
  for (const fault of PLAN_FAULTS) {
    const stream = streamEvaluator();
    const live: RunOptions["live"] = (plan, start) => stream(changed(fault, plan), start);
    const accept = concerns(fault);
    test(fault.name, async () =>
      caught.add("plan", `${fault.name} (${await expectCaught({ live, accept })})`),
    );
  }
});

describe("mistakes of the reference are noticed", () => {
  for (const { name, reference, concerns: isAbout } of REFERENCE_FAULTS) {
    const accept = ({ plan }: Setting): boolean => isAbout?.(plan) ?? true;
    const live = streamEvaluator();
    test(name, async () =>
      caught.add("reference", `${name} (${await expectCaught({ reference, live, accept })})`),
    );
  }
});
