import type { Instant } from "@habitus/kernel";
import type { EventKind, HistoryEvent } from "@habitus/segments";
import type { HomeZone } from "../window/moving-window.ts";
import { isNamed } from "./event-name.ts";
import { compileFilter } from "./filter.ts";
import { type LocalCheck, localCheck } from "./local-time.ts";

/** The kinds that an event is of, one bit each; `floating` are those that the person's home zone decides. */
export type Roles = { readonly roles: number; readonly floating: number };

export type RoleCheck = {
  /** Whether it is of the kind, but for the clock. */
  readonly isOfKind: (event: HistoryEvent) => boolean;
  readonly local: LocalCheck | null;
};

export function roleCheck({ name, where, local }: EventKind): RoleCheck {
  const meets = compileFilter(where);
  return {
    isOfKind: (event) => isNamed(name, event.name) && meets(event.properties, event.time),
    local: local === undefined ? null : localCheck(local),
  };
}

export function rolesOf(checks: readonly RoleCheck[], event: HistoryEvent): Roles {
  let roles = 0;
  let floating = 0;
  for (const [bit, { isOfKind, local }] of checks.entries()) {
    if (!isOfKind(event)) continue;
    const isThere = local === null ? true : local.ofEvent(event);
    if (isThere === true) roles |= 1 << bit;
    if (isThere === null) floating |= 1 << bit;
  }
  return { roles, floating };
}

/** The kinds that the event is of while the person's home is there. */
export function rolesAt(
  checks: readonly RoleCheck[],
  { roles, floating }: Roles,
  time: Instant,
  home: HomeZone,
): number {
  if (floating === 0) return roles;
  return checks.reduce((held, { local }, bit) => {
    const isOpen = ((floating >>> bit) & 1) === 1;
    return isOpen && local !== null && local.atHome(time, home) ? held | (1 << bit) : held;
  }, roles);
}
