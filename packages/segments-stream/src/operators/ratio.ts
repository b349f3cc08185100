import { DECIMAL_ONE } from "@habitus/kernel";
import type { RatioLeaf } from "@habitus/segments";
import { holds } from "../value/compare.ts";
import { type Roles, roleCheck, rolesAt, rolesOf } from "../value/roles.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { eventWindow } from "../window/event-window.ts";
import { gatheredOperator } from "./gathered.ts";
import type { Operator } from "./operator.ts";

const WHOLE = 1;
const PART = 2;

/** How many events of one kind there are for each of another in a window. Kept are (time, which of the two) of all of either. */
export function ratioOperator(leaf: RatioLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  const checks = [leaf.events, leaf.part].map(roleCheck);
  const isLocal = checks.some(({ local }) => local !== null);
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
      return whole > 0 && holds(BigInt(part) * DECIMAL_ONE, leaf.op, bound * BigInt(whole));
    },
  });
  return isLocal ? { ...operator, followsHome: true } : operator;
}
