import { compareCases } from "./compare-cases.ts";
import { funnelCase, retentionCase } from "./explore-passing.ts";
import { pathsCase } from "./explore-paths.ts";
import { patternsCase, splitTrendCase, trendCase } from "./explore-trends.ts";
import type { Bench } from "./report.ts";
import { EVENTS, PEOPLE } from "./shop-data.ts";

export const bench: Bench = {
  name: "explore",
  title: `What explore asks against the best SQL by hand, ${EVENTS / 1e6} M events of ${PEOPLE / 1e6} M people`,
  async run(report) {
    const cases = [funnelCase(), retentionCase(), pathsCase(), trendCase(), splitTrendCase(), patternsCase()];
    await compareCases(report, cases);
    report.note(
      "By hand the funnel is windowFunnel, which counts the steps alone: it neither tells how long they took nor puts events of one millisecond in order.",
    );
  },
};
