import { assert, HabitusError } from "@habitus/kernel";
import type { Expectation, Range, Table } from "./kv.ts";
import { encodeKey } from "./kv-key.ts";

// What every adapter of the key-value port does alike.

/** The first key of a range and the one after its last, as stored bytes. */
export function keyBounds(
  table: Table<unknown>,
  range: Range,
): { readonly from: Buffer; readonly to: Buffer } {
  const prefix = encodeKey(table, range.prefix ?? []);
  // No element begins with FF, so this lies after everything that begins with the prefix.
  const end = Buffer.allocUnsafe(prefix.length + 1);
  end.set(prefix);
  end[prefix.length] = 0xff;
  if (range.from === undefined && range.to === undefined) return { from: prefix, to: end };
  const from = range.from === undefined ? prefix : encodeKey(table, range.from);
  const to = range.to === undefined ? end : encodeKey(table, range.to);
  return {
    from: Buffer.compare(from, prefix) < 0 ? prefix : from,
    to: Buffer.compare(to, end) > 0 ? end : to,
  };
}

/** The JSON text a value is stored as. */
export function valueText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  assert(text !== undefined, "a stored value is data that JSON can hold");
  return text;
}

/** The revision of a stored value; null when it is absent. A value without a numeric `rev` has none and never meets an expectation. */
export function revOf(value: unknown): number | null | undefined {
  if (value === undefined) return null;
  const rev = typeof value === "object" && value !== null && "rev" in value ? value.rev : undefined;
  return typeof rev === "number" ? rev : undefined;
}

export function conflict(expect: Expectation): HabitusError {
  return new HabitusError("conflict", "Somebody else changed this in the meantime.", {
    fix: "Read it again, apply the change to what is there now and save once more.",
    details: { table: expect.table.name, key: expect.key, expected: expect.rev },
  });
}
