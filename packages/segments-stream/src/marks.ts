const EACH = 7;
const MORE = 0x80;

/** Which leaves of a cell are marked: a bit each, seven to a byte, no further than the last one; each byte but the last says that more come. */
export class Marks {
  readonly #bytes: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  add(index: number): void {
    const at = Math.floor(index / EACH);
    while (this.#length <= at) {
      if (this.#length > 0) this.#bytes[this.#length - 1] = (this.#bytes[this.#length - 1] ?? 0) | MORE;
      this.#bytes[this.#length++] = 0;
    }
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (index % EACH));
  }

  /** Adds what stands for each that is marked either here or at this place, which may hold nothing, but not at both. */
  addTurned<T>(bytes: Uint8Array, at: number, of: readonly T[], turned: T[]): void {
    let isMore = at < bytes.length;
    for (let from = 0; isMore || from < this.#length; from++) {
      const before = isMore ? (bytes[at + from] ?? 0) : 0;
      const byte = from < this.#length ? (this.#bytes[from] ?? 0) : 0;
      addBits((before ^ byte) & (MORE - 1), from * EACH, of, turned);
      isMore = before >= MORE;
    }
  }

  copyTo(bytes: Uint8Array, at: number): void {
    for (let from = 0; from < this.#length; from++) bytes[at + from] = this.#bytes[from] ?? 0;
  }
}

/** Is it marked in what was copied to this place? */
export function isMarkedIn(bytes: Uint8Array, at: number, index: number): boolean {
  const byteAt = at + Math.floor(index / EACH);
  for (let before = at; before < byteAt; before++) if ((bytes[before] ?? 0) < MORE) return false;
  return (((bytes[byteAt] ?? 0) >>> (index % EACH)) & 1) === 1;
}

/** Adds what is marked at this place, of what the marks stand for one after the other. */
export function addMarkedIn<T>(bytes: Uint8Array, at: number, of: readonly T[], marked: T[]): void {
  let first = 0;
  for (let from = at; ; from++, first += EACH) {
    const byte = bytes[from] ?? 0;
    addBits(byte & (MORE - 1), first, of, marked);
    if (byte < MORE) return;
  }
}

/** Adds what each bit stands for, the lowest for what is at place `first`. */
function addBits<T>(all: number, first: number, of: readonly T[], marked: T[]): void {
  for (let bits = all, index = first; bits !== 0; bits >>>= 1, index++) {
    const each = of[index];
    if ((bits & 1) === 1 && each !== undefined) marked.push(each);
  }
}

/** Where the marks that begin at this place end. */
export function afterMarks(bytes: Uint8Array, at: number): number {
  let end = at;
  while ((bytes[end] ?? 0) >= MORE) end++;
  return end + 1;
}
