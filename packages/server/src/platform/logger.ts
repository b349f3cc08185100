import { HabitusError } from "@habitus/kernel";
import { type Logger as Pino, pino } from "pino";

export type Logger = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/** Numbers, codes and names of our own only: never what a person sent. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Why something failed, with the words of the engine, which are for the log alone; of a bug, where it is. */
export function reasonsOf(error: unknown): LogFields {
  if (error instanceof HabitusError) {
    return { code: error.code, error: error.message, engine: error.details["engine"] };
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

/** One JSON line per entry on standard error; standard output belongs to the person at the terminal. */
export function createLogger(level: string): Logger {
  const paths = PERSONAL.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger: Pino = pino(
    { level, redact: { paths, censor: "[redacted]" }, base: null },
    pino.destination({ dest: 2, sync: true }),
  );
  return logger;
}
