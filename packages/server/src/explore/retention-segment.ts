import type { RetentionPeopleRequest } from "@habitus/contract";
import { formatDay, formatInstant, must } from "@habitus/kernel";
import { type Condition, printDefinition } from "@habitus/segments";
import type { Kept } from "./funnel-segment.ts";
import type { RetentionQuestion } from "./retention-question.ts";

/** The people of a cell of a retention table as a definition that says the same of them. */
export function retentionDefinition(question: RetentionQuestion, cell: RetentionPeopleRequest): Kept {
  const { start, back, periods, request, returns, membersAt, isNow } = question;
  const within = (place: number, isOpen: boolean): Condition & { readonly kind: "did" } => {
    const period = must(periods[place], "a period of the table");
    const from = formatDay(period.day);
    if (isOpen && isNow) return { ...back, window: { kind: "since", from } };
    // A segment sees what came after a past instant too, unless it is told where to end.
    const isCut = !isNow && (isOpen || period.to > returns.at);
    const to = isCut ? formatInstant(returns.at + 1) : formatDay(periods[place + 1]?.day ?? period.next);
    return { ...back, window: { kind: "range", from, to } };
  };
  const { window } = within(cell.cohort, false);
  const began: Condition = {
    ...start,
    ...(returns.isFirst ? { first: true as const } : {}),
    ...(window === undefined ? {} : { window }),
  };
  const came =
    cell.period === undefined ? null : within(cell.cohort + cell.period, request.counting === "rolling");
  const parts: readonly Condition[] = [
    began,
    ...(came === null ? [] : [cell.came === false ? ({ kind: "not", of: came } as const) : came]),
    ...(request.segment === undefined ? [] : [{ kind: "segment", segment: request.segment } as const]),
  ];
  const [only, ...others] = parts;
  const condition: Condition = others.length === 0 && only !== undefined ? only : { kind: "and", of: parts };
  const isPast = request.segment !== undefined && (!isNow || membersAt < returns.at);
  return {
    definition: printDefinition({ version: 1, condition }),
    remark: isPast ? "A segment reads segments as they are now, not as they were then." : null,
  };
}
