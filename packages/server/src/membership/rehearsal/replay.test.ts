import { DAY_MS, hash128, hashHex, type Instant, reservedTrait } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type History, parseDefinition, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { createReplay } from "./replay.ts";

const IN_LIST: History["traits"][number] = {
  name: reservedTrait("list", "vip"),
  value: true,
  time: 10 * DAY_MS,
  idHash: hashHex(hash128("upload")),
};
const IN_VIP = 'in list "vip"';
const BOUGHT = 50 * DAY_MS;
const HISTORY: History = {
  events: [
    { name: "buy", time: BOUGHT, idHash: hashHex(hash128("buy")), offsetMinutes: null, properties: {} },
  ],
  traits: [IN_LIST],
};

type Asked = { readonly from: Instant; readonly to: Instant; readonly firstSeen?: Instant };

function courseOf(text: string, history: History, { from, to, firstSeen = BOUGHT }: Asked) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, lists: ["vip"] });
  return createReplay({ plans: [{ from, plan }], from, to, present: to }).courseOf(history, firstSeen);
}

test("nobody is in before they were first seen", () => {
  const firstSeen = IN_LIST.time;
  expect(courseOf(IN_VIP, HISTORY, { from: 0, to: 100 * DAY_MS, firstSeen })).toEqual({
    wasIn: false,
    changes: [IN_LIST.time],
  });
  expect(courseOf(IN_VIP, HISTORY, { from: 20 * DAY_MS, to: 30 * DAY_MS, firstSeen })).toEqual({
    wasIn: true,
    changes: [],
  });
  expect(courseOf(IN_VIP, HISTORY, { from: 0, to: 5 * DAY_MS, firstSeen })).toBeNull();
});
