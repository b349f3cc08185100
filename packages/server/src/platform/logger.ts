import { HabitusError } from "@habitus/kernel";
import { type DestinationStream, type Logger as Pino, pino } from "pino";

export type Logger = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/** The one field that may hold what a person sent. */
const WORDS = "engineWords";

/** Numbers, codes and names of our own only: never what a person sent, but for `WORDS`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Why something failed; of a bug, where it is. What the event store's engine said may quote what a person sent, and is written at the
 * level `debug` alone: see `createLogger`.
 */
export function reasonsOf(error: unknown): LogFields {
  if (error instanceof HabitusError) {
    const { dir, engine, [WORDS]: words } = error.details;
    return { code: error.code, error: error.message, dir, engine, [WORDS]: words };
  }
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

// A second fence behind the rule above: should such a field ever be logged, its value is not.
const PERSONAL = [
  "userId",
  "anonymousId",
  "email",
  "phone",
  "ip",
  "traits",
  "properties",
  "context",
  "password",
  "token",
  "secret",
  "writeKey",
  "authorization",
  "cookie",
];

/** One JSON line per entry; standard output belongs to the person at the terminal. */
export function createLogger(level: string, to: DestinationStream = standardError()): Logger {
  const paths = PERSONAL.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const redact = { paths, censor: "[redacted]" };
  const formatters = level === "debug" ? {} : { formatters: { log: withoutWords } };
  const logger: Pino = pino({ level, redact, base: null, ...formatters }, to);
  return logger;
}

function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}

function withoutWords({ [WORDS]: _words, ...fields }: LogFields): Record<string, unknown> {
  return fields;
}
