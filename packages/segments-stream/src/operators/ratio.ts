import { DECIMAL_ONE } from "@habitus/kernel";
import type { RatioLeaf } from "@habitus/segments";
import { holds } from "../value/compare.ts";
import { type RoleCheck, type Roles, roleCheck, rolesAt, rolesOf } from "../value/roles.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { compileWindow } from "../window/any-window.ts";
import { eventWindow } from "../window/event-window.ts";
import type { LastingWindow } from "../window/lasting-window.ts";
import { gatheredOperator } from "./gathered.ts";
import { lastingTallyOperator } from "./lasting-tally.ts";
import type { Operator } from "./operator.ts";

const WHOLE = 1;
const PART = 2;

/**
 * How many events of one kind there are for each of another in a window. Kept are (time, which of the two) of all of either; of a window
 * that nothing leaves how many of which, unless the home zone of a later day decides about them.
 */
export function ratioOperator(leaf: RatioLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  const checks = [leaf.events, leaf.part].map(roleCheck);
  const isLocal = checks.some(({ local }) => local !== null);
  const isReached = (part: number, whole: number): boolean =>
    whole > 0 && holds(BigInt(part) * DECIMAL_ONE, leaf.op, bound * BigInt(whole));
  const of = compileWindow(leaf.events.window);
  if (!isLocal && of.kind === "lasting") return lastingRatio(checks, of.window, isReached);
  const operator = gatheredOperator<Roles>({
    name: "ratio",
    window: eventWindow(leaf.events.window),
    gathered: {
      of: (event) => {
        const roles = rolesOf(checks, event);
        return (roles.roles | roles.floating) === 0 ? [] : [roles];
      },
      compare: (one, other) => one.roles - other.roles || one.floating - other.floating,
      write: ({ roles, floating }, to) => {
        to.byte(roles);
        if (isLocal) to.byte(floating);
      },
      read: (from) => ({ roles: from.byte(), floating: isLocal ? from.byte() : 0 }),
    },
    holds: ({ times, values, from, to }, _now, home) => {
      const inside = values
        .slice(from, to)
        .map((own, at) => rolesAt(checks, own, times[from + at] ?? 0, home));
      const whole = inside.filter((roles) => (roles & WHOLE) !== 0).length;
      const part = inside.filter((roles) => (roles & PART) !== 0).length;
      return isReached(part, whole);
    },
  });
  return isLocal ? { ...operator, followsHome: true } : operator;
}

function lastingRatio(
  checks: readonly RoleCheck[],
  window: LastingWindow,
  isReached: (part: number, whole: number) => boolean,
): Operator {
  return lastingTallyOperator<number>({
    name: "ratio, lasting",
    window,
    gathered: {
      of: (event) => {
        const { roles } = rolesOf(checks, event);
        return roles === 0 ? [] : [roles];
      },
      compare: (one, other) => one - other,
      write: (roles, to) => to.byte(roles),
      read: (from) => from.byte(),
    },
    holds: (tally) => {
      const both = tally.get(PART | WHOLE) ?? 0;
      return isReached((tally.get(PART) ?? 0) + both, (tally.get(WHOLE) ?? 0) + both);
    },
  });
}
