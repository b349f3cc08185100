import { hash, verify } from "@node-rs/argon2";
import { HabitusError } from "@habitus/kernel";

export type Passwords = {
  /** @throws HabitusError `too_many_sign_ins` when too many wait already. */
  hash(password: string): Promise<string>;
  /** A null hash (no such account) takes as long and is false, so timing does not tell who has an account. */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean;
};

export type PasswordCost = {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
};

/** OWASP Password Storage Cheat Sheet, argon2id, first choice: 19 MiB, 2 passes, 1 lane. */
const PASSWORD_COST: PasswordCost = { memoryKiB: 19_456, passes: 2, lanes: 1 };

/** The library's `Algorithm.Argon2id`, an ambient const enum that separately compiled files cannot name. */
const ARGON2ID = 2;
const HASH_BYTES = 32;
const AT_ONCE = 2;
const MAX_WAITING = 16;

/** Hashing takes memory and a core for tens of milliseconds, so few run at once and few may wait. */
export function createPasswords(cost: PasswordCost = PASSWORD_COST): Passwords {
  const options = {
    algorithm: ARGON2ID,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: cost.lanes,
    outputLen: HASH_BYTES,
  };
  const inTurn = createTurns(AT_ONCE, MAX_WAITING);
  const marker = `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}$`;
  let nobody: Promise<string> | null = null;

  const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normal(password), options));
  return {
    hash: hashPassword,
    async verify(stored, password) {
      nobody ??= hash("nobody has this password", options);
      const against = stored ?? (await nobody);
      const matches = await inTurn(() => verify(against, normal(password)));
      return matches && stored !== null;
    },
    isOutdated: (stored) => !stored.startsWith(marker),
  };
}

/** The same password typed on another keyboard or system is the same text (RFC 8265). */
function normal(password: string): string {
  return password.normalize("NFC");
}

function createTurns(atOnce: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting) {
        throw new HabitusError("too_many_sign_ins", "Too many people are signing in at this moment.", {
          details: { retryAfterSeconds: 1 },
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
