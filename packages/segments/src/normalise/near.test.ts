import { expect, test } from "vitest";
import { isNear } from "../reference/near.ts";
import { nearTest } from "./near.ts";

const number = (value: string) => ({ kind: "number", value }) as const;
const near = (metres: string, lat: string, lon: string) =>
  nearTest({ op: "near", within: number(metres), unit: "m", lat: number(lat), lon: number(lon) });

const DEGREE = Math.PI / 180;

/** By the textbook, in floating point. */
function metresBetween(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const north = Math.sin(((lat2 - lat1) * DEGREE) / 2) ** 2;
  const east = Math.sin(((lon2 - lon1) * DEGREE) / 2) ** 2;
  const both = north + Math.cos(lat1 * DEGREE) * Math.cos(lat2 * DEGREE) * east;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(both));
}

test("the whole numbers come to what the textbook says, to a millionth part", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let pair = 0; pair < 300; pair++) {
    const spread = 10 ** -Math.floor(random() * 6);
    const [lat1, lon1] = [random() * 178 - 89, random() * 358 - 179];
    const lat2 = Math.max(-90, Math.min(90, lat1 + (random() - 0.5) * 90 * spread));
    const lon2 = Math.max(-180, Math.min(180, lon1 + (random() - 0.5) * 180 * spread));
    const written = [lat1, lon1, lat2, lon2].map((degrees) => degrees.toFixed(9));
    const [fromLat = "", fromLon = "", lat, lon] = written;
    const metres = metresBetween(...(written.map(Number) as [number, number, number, number]));
    const isWithin = (share: number): boolean =>
      isNear(near((metres * share).toFixed(9), fromLat, fromLon), { lat: Number(lat), lon: Number(lon) });
    expect([isWithin(1.000001), isWithin(0.999999)], written.join()).toEqual([true, false]);
  }
});
