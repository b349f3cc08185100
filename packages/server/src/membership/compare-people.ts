import { must } from "@habitus/kernel";
import type { PersonNumber } from "../store/event-store.ts";
import type { Ledger } from "./ledger.ts";
import type { LiveCheck, MembershipDifference } from "./live-check.ts";
import type { LiveMembership } from "./live/live-membership.ts";
import type { Pasts } from "./live/pasts.ts";
import type { Past } from "./live/record-rows.ts";

export type ComparingDeps = {
  readonly live: LiveMembership;
  readonly ledger: Ledger;
  /** Evaluates what has come meanwhile. */
  readonly goOn: () => Promise<void>;
  /** Runs the work; a state that cannot be read is made anew, and the work begins again. */
  readonly mending: (work: () => Promise<void>) => Promise<void>;
};

/** Each person at one place, which need not be that of the next; whoever differs is loaded anew. */
export async function comparePeople(
  { live, ledger, goOn, mending }: ComparingDeps,
  people: readonly PersonNumber[],
  pasts: Pasts,
): Promise<LiveCheck> {
  const differences: MembershipDifference[] = [];
  for (const person of people) {
    // Events do not wait for all of them.
    await goOn();
    const needs = [{ person, nodes: live.people.nodesOf(person) }];
    const [past] = await pasts.of(needs, live.place.offset, []);
    const whole = must<Past>(past, "who was asked for is answered");
    await mending(async () => {
      if (live.isOverdue(person)) {
        // What waits for a record to fire it is nothing that differs.
        ledger.hold();
        live.fireOf(live.place, [person]);
      }
      const found = live.compare(whole);
      if (found.length === 0) return;
      ledger.hold();
      live.repair(whole);
      const mended = live.compare(whole).length === 0;
      differences.push(...found.map((each) => ({ ...each, mended })));
    });
  }
  await ledger.flush();
  const known = people.filter((person) => live.people.isKnown(person)).length;
  return { ...live.place, highest: live.people.highest, people: known, differences };
}
