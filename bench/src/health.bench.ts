import { compareCases } from "./compare-cases.ts";
import { HEALTH_CASES, HEALTH_SEGMENT } from "./health-cases.ts";
import type { Bench } from "./report.ts";
import { EVENTS, PEOPLE } from "./shop-data.ts";

export const bench: Bench = {
  name: "health",
  title: `What an examination asks about one segment against the best SQL by hand, ${EVENTS / 1e6} M events of ${PEOPLE / 1e6} M people`,
  async run(report) {
    await compareCases(report, HEALTH_CASES);
    report.note(`The segment is \`${HEALTH_SEGMENT}\`, without a purpose.`);
  },
};
