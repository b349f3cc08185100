import { binary, call, column, type Expression, integer } from "../tree/expression.ts";
import { ROWS } from "./people.ts";

/** Added to a time, so that it is above 0 and fits into its bits. */
export const TIME_SHIFT = 2_208_988_800_001;
export const TIME_BITS = 44;
export const HASH_BITS = 128;

export const shifted = (value: Expression, bits: number): Expression =>
  call("bitShiftLeft", call("toUInt256", value), integer(bits));

/**
 * When something happened, in ms, and its id's hash as one number, in the order of both: of a number the engine finds the greatest, and sorts
 * lists, in less than half of the time that it takes for pairs.
 */
export const rankOf = (time: Expression, idHash: Expression): Expression =>
  binary("+", shifted(binary("+", time, integer(TIME_SHIFT)), HASH_BITS), idHash);

/** Order of a person's rows. */
export const RANK = rankOf(call("toUnixTimestamp64Milli", column("time", ROWS)), column("id_hash", ROWS));
