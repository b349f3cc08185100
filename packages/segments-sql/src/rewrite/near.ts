import { decimalFromText, must } from "@habitus/kernel";
import type { NearTest, Path } from "@habitus/segments";
import {
  all,
  any,
  binary,
  bound,
  call,
  column,
  define1,
  type Expression,
  integer,
  lambda,
  letIn,
  not,
  text,
} from "../tree/expression.ts";
import { decimal } from "./number-token.ts";
import { degreesRead, EAST, NORTH, type PlaceReading } from "./places.ts";
import type { ValueReader } from "./value-columns.ts";

const whole = (digits: string): Expression => call("toInt256", text(digits));
const times = (left: Expression, right: Expression): Expression => binary("*", left, right);
const divided = (left: Expression, right: Expression): Expression => call("intDiv", left, right);

/** The numbers of the plan's `NearTest`, in 256 bits: no product there is reaches 10^73. */
const ONE = whole("1000000000000000000");
const ONE_SQUARED = whole(`1${"0".repeat(36)}`);
const PI = whole("3141592653589793238");
const DEGREE = 1_000_000_000;
const TERMS = 13;

/** The sine of an angle up to a right one. */
const sine = define1("near_sine", "angle", sineOf(column("angle")));

/** The terms are folded from the last to the first: written within each other, they took the engine longer to plan than to work out. */
function sineOf(angle: Expression): Expression {
  const divisors = Array.from({ length: TERMS }, (_, ahead) => TERMS - ahead).map((k) => 2 * k * (2 * k + 1));
  const inner = divided(times(column("square"), column("terms")), ONE);
  const term = lambda(["terms", "divisor"], binary("-", ONE, divided(inner, column("divisor"))));
  const folded = call("arrayFold", term, call("array", ...divisors.map(integer)), ONE);
  return letIn("square", divided(times(angle, angle), ONE), divided(times(angle, folded), ONE));
}

const radians = (degrees: Expression): Expression =>
  divided(times(degrees, PI), call("toInt256", integer(180 * DEGREE)));

const halfSine = (degrees: Expression): Expression => sine(divided(radians(degrees), integer(2)));

/** All paths that are read for the place at a path. */
export const placePaths = (path: Path): readonly Path[] => [...NORTH, ...EAST].map((key) => [...path, key]);

/** Whether the object at a path is a place near enough; never NULL. */
export function nearExpression(test: NearTest, path: Path, valueAt: (path: Path) => ValueReader): Expression {
  const place = valueAt(path).place?.();
  if (place !== undefined) return isNear(test, place, place.known(aboutHaversine(test, place)));
  // In a lambda nothing is worked out once for all who ask, unless it has a name.
  const named: PlaceReading = { lat: column("near_lat"), lon: column("near_lon") };
  const about = letIn("near_about", aboutHaversine(test, named), isNear(test, named, column("near_about")));
  const { lat, lon } = readByKeys((key) => valueAt([...path, key]));
  return letIn("near_lat", lat, letIn("near_lon", lon, about));
}

/** @param about the haversine in floating point. */
function isNear(test: NearTest, { lat, lon }: PlaceReading, about: Expression): Expression {
  const isPlace = all([isWithin(lat, 90), isWithin(lon, 180)]);
  const exact = binary("<=", haversine(test, column("exact_lat"), column("exact_lon")), number(test.most));
  const isClose = closeBy(test, about);
  const isUnsure = not(any([farOff(test, about), isClose]));
  // A list with nothing in it for all but a few: nothing is then worked out for them.
  const exactly = [lat, lon].map((each) => {
    const unsure = call("if", isUnsure, call("array", each), NONE);
    return call("arrayMap", lambda(["degrees"], billionths(column("degrees"))), unsure);
  });
  const decided = call(
    "arrayElement",
    call("arrayMap", lambda(["exact_lat", "exact_lon"], exact), ...exactly),
    integer(1),
  );
  return all([isPlace, any([isClose, decided])]);
}

function readByKeys(valueAt: (key: string) => ValueReader): PlaceReading {
  const degreesAt = (keys: readonly string[]): Expression =>
    degreesRead(
      keys
        .map((key) => valueAt(key).read("number"))
        .reduceRight((otherwise, number) => call("ifNull", number, otherwise)),
    );
  return { lat: degreesAt(NORTH), lon: degreesAt(EAST) };
}

const NONE = call("CAST", call("array"), text("Array(Decimal(38, 9))"));

const billionths = (degrees: Expression): Expression => call("toInt256", times(degrees, integer(DEGREE)));

function isWithin(degrees: Expression, most: number): Expression {
  return binary("<=", call("abs", degrees), decimal(text(String(most))));
}

/** Far beyond what floating point gets wrong in these few steps, for places anywhere. */
const MARGIN = 1e-12;
const RELATIVE_MARGIN = 1e-9;
const ONE_IN_FLOATS = 1e36;

const farOff = ({ most }: NearTest, about: Expression): Expression =>
  binary(">", about, float((Number(most) / ONE_IN_FLOATS) * (1 + RELATIVE_MARGIN) + MARGIN));
const closeBy = ({ most }: NearTest, about: Expression): Expression =>
  binary("<", about, float((Number(most) / ONE_IN_FLOATS) * (1 - RELATIVE_MARGIN) - MARGIN));

/** The same in floating point, which decides about all places but those at the very edge. */
function aboutHaversine(test: NearTest, { lat, lon }: PlaceReading): Expression {
  const north = call("toFloat64", lat);
  const half = (to: Expression, from: string): Expression =>
    call("pow", call("sin", times(binary("-", to, float(Number(from))), float(Math.PI / 360))), integer(2));
  const cosine = (degrees: Expression): Expression => call("cos", times(degrees, float(Math.PI / 180)));
  const sideways = times(
    times(cosine(float(Number(test.lat))), cosine(north)),
    half(call("toFloat64", lon), test.lon),
  );
  return binary("+", half(north, test.lat), sideways);
}

const float = (value: number): Expression => call("toFloat64", text(String(value)));

function haversine(test: NearTest, lat: Expression, lon: Expression): Expression {
  const around = magnitude(binary("-", lon, degreesOf(test.lon)));
  const east = call("least", around, binary("-", whole(String(360 * DEGREE)), around));
  const fromPole = binary("-", whole(String(90 * DEGREE)), magnitude(lat));
  const upwards = column("near_up");
  const sideways = column("near_side");
  const cosines = times(number(test.cosine), sine(radians(fromPole)));
  const sum = binary(
    "+",
    times(upwards, upwards),
    divided(times(cosines, times(sideways, sideways)), ONE_SQUARED),
  );
  const north = magnitude(binary("-", lat, degreesOf(test.lat)));
  return letIn("near_up", halfSine(north), letIn("near_side", halfSine(east), sum));
}

/** The engine's own takes away the sign of the type as well. */
const magnitude = (of: Expression): Expression => call("toInt256", call("abs", of));

/** A whole number of the plan. */
const number = (digits: string): Expression => call("toInt256", bound("String", digits));

function degreesOf(decimal: string): Expression {
  return number(String(must(decimalFromText(decimal), "a plan's numbers are canonical")));
}
