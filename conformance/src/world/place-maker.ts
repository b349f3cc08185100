import { decimalFromText, decimalToText, must, type Random } from "@habitus/kernel";
import type { NearComparison, NearTest } from "@habitus/segments";
import type { RawJson } from "./value-maker.ts";

/** In a town, at a pole, on the other side of the day, and nowhere in particular. */
const PLACES = [
  ["50.45", "30.52"],
  ["0", "0"],
  ["-90", "12"],
  ["89.9999", "-180"],
  ["-16.5", "179.999999999"],
  ["51.507351", "-0.127758"],
] as const;

export function makeNear(random: Random): NearComparison {
  const [lat, lon] = random.pick(PLACES);
  const [within, unit] = random.pick([
    ["5", "km"],
    ["5", "km"],
    ["1", "m"],
    ["0.5", "mile"],
    ["1500.25", "km"],
    ["20000", "km"],
  ] as const);
  const number = (value: string) => ({ kind: "number", value }) as const;
  return { op: "near", within: number(within), unit, lat: number(lat), lon: number(lon) };
}

/** So many degrees lie between two places of one meridian. */
function degreesIn(metres: bigint): bigint {
  return (metres * 180n * 10n ** 19n) / (3_141_592_653_589_793_238n * 63_710_088n);
}

/** A place about as far away as is asked for, in one of the ways to write it. */
export function placeNear(random: Random, { lat, lon, metres }: NearTest): RawJson {
  const [north, east, far] = [lat, lon, metres].map((text) => must(decimalFromText(text), "a plan's number"));
  const away = degreesIn(far ?? 0n);
  const steps = [
    0n,
    0n,
    away,
    -away,
    away + 1n,
    away / 2n,
    -away / 2n,
    (away * 100_003n) / 100_000n,
    away * 2n,
  ];
  const moved = (degrees: bigint | undefined): string =>
    degreesText(random, (degrees ?? 0n) + random.pick(steps));
  const latitude = random.next() < 0.6 ? moved(north) : degreesText(random, north ?? 0n);
  const longitude = random.next() < 0.6 ? moved(east) : degreesText(random, east ?? 0n);
  const keys = random.pick([
    ["lat", "lon"],
    ["lat", "lon"],
    ["latitude", "longitude"],
    ["lat", "lng"],
    ["longitude", "latitude"],
    ["lat", "x"],
  ] as const);
  const noise =
    random.next() < 0.1
      ? `,"${random.pick(["latitude", "lng", "x"])}":${random.pick(["1", "null", '"x"', "1e30"])}`
      : "";
  return `{"${keys[0]}":${latitude},"${keys[1]}":${longitude}${noise}}`;
}

function degreesText(random: Random, degrees: bigint): RawJson {
  const text = decimalToText(degrees);
  return random.next() < 0.2 ? JSON.stringify(text) : text;
}
