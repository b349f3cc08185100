/** A set of small numbers, one bit each. */
export type Bits = Uint32Array;

export function createBits(size: number): Bits {
  return new Uint32Array((size + 31) >>> 5);
}

export function hasBit(bits: Bits, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function setBit(bits: Bits, index: number, value: boolean): void {
  const mask = 1 << (index & 31);
  const word = bits[index >>> 5] ?? 0;
  bits[index >>> 5] = value ? word | mask : word & ~mask;
}
