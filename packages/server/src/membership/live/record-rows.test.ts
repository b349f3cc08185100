import { expect, test } from "vitest";
import { eventRow, traitRow } from "../../store/event-store.contract.ts";
import { causeOfTrait, NO_ROWS } from "./record-rows.ts";

test("what somebody allows is a cause of its own, with the id of the call that said it", () => {
  const call = eventRow(7, { index: 2, node: 3, id: "m9", name: "Consent Changed" });
  const rows = { ...NO_ROWS, events: [eventRow(7, { index: 1, node: 3 }), call] };
  const said = (index: number, name: string) => causeOfTrait(traitRow(7, { index, node: 3, name }), rows);
  expect(said(2, "$consent/ads")).toEqual({ cause: "consent", eventId: "m9" });
  expect(said(5, "$consent/ads")).toEqual({ cause: "consent", eventId: null });
  expect(said(2, "plan")).toEqual({ cause: "event", eventId: null });
});
