import type { Instant } from "@habitus/kernel";
import type { WhenTest } from "@habitus/segments";
import { all, binary, bound, type Expression } from "../tree/expression.ts";
import { calendarInterval } from "./calendar.ts";
import type { ValueReader } from "./value-columns.ts";
import { orFalse } from "./value-test.ts";

/** Whether a trait's value, read as an instant, lies in a window at `at`. */
export function whenExpression({ window }: WhenTest, value: ValueReader, at: Instant): Expression {
  const read = value.read("instant");
  const before = (to: Instant): Expression => binary("<", read, bound("Int64", to));
  const notBefore = (from: Instant): Expression => binary(">=", read, bound("Int64", from));
  if (window.kind === "calendar") {
    const zone = { kind: "named", name: "UTC" } as const;
    const { from, to } = calendarInterval({ ...window, zone }, zone.name, at);
    return orFalse(all([notBefore(from), before(to)]));
  }
  const { fromMs, toMs } = window;
  const begun = fromMs === null ? [] : [notBefore(at - fromMs + 1)];
  const notEnded = toMs === null ? [] : [before(at - toMs + 1)];
  return orFalse(all([...begun, ...notEnded]));
}
