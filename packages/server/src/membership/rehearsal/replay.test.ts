import {
  BUCKET_TRAIT,
  bucketRank,
  DAY_MS,
  hash128,
  hashHex,
  type Instant,
  must,
  reservedTrait,
} from "@habitus/kernel";
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

test("the bucket of somebody makes nobody known, for its instant is a rank", () => {
  const bucket = { ...IN_LIST, name: BUCKET_TRAIT, value: "0".repeat(32), time: bucketRank(1) };
  const from = 40 * 365 * DAY_MS;
  const to = from + 365 * DAY_MS;
  const bought = { ...must(HISTORY.events[0], "bought"), time: from + 200 * DAY_MS };
  const history: History = { events: [bought], traits: [bucket] };
  expect(courseOf('bucket 0 to 98 of 100 by "a"', history, { from, to, firstSeen: bought.time })).toEqual({
    wasIn: false,
    changes: [bought.time],
  });
});

test("who was named by a fact before the first event is known from then on", () => {
  expect(courseOf(IN_VIP, HISTORY, { from: 0, to: 100 * DAY_MS })).toEqual({
    wasIn: false,
    changes: [IN_LIST.time],
  });
  expect(courseOf(IN_VIP, HISTORY, { from: 20 * DAY_MS, to: 100 * DAY_MS })).toEqual({
    wasIn: true,
    changes: [],
  });
  expect(courseOf(IN_VIP, HISTORY, { from: 20 * DAY_MS, to: 30 * DAY_MS })).toEqual({
    wasIn: true,
    changes: [],
  });
  expect(courseOf(IN_VIP, HISTORY, { from: 0, to: 5 * DAY_MS })).toBeNull();
});
