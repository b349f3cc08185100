import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createLogger, reasonsOf } from "./logger.ts";

/** What is written of a failure of the event store by a logger of this level. */
function written(level: string): string {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(line) });
  const engineWords = "Syntax error at email = 'ada@example.com'";
  const details = { retryable: false, engine: "62 SYNTAX_ERROR", engineWords };
  const error = new HabitusError("store_failed", "The event store refused the statement.", { details });
  logger.error({ job: "j1", ...reasonsOf(error) }, "a job failed");
  return lines.join("");
}

test("of what the engine of the event store says its number and name are written, its words at debug alone", () => {
  expect(JSON.parse(written("info"))).toMatchObject({
    job: "j1",
    code: "store_failed",
    engine: "62 SYNTAX_ERROR",
    msg: "a job failed",
  });
  for (const level of ["error", "warn", "info"]) expect(written(level)).not.toMatch(/ada|engineWords/);
  expect(JSON.parse(written("debug"))).toMatchObject({ engineWords: expect.stringContaining("ada@") });
  expect(written("silent")).toBe("");
});

test("a bug is told by where it is, and fields of people have no value", () => {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  logger.warn({ ...reasonsOf(new TypeError("no")), email: "ada@example.com" }, "bug");
  expect(JSON.parse(lines.join(""))).toMatchObject({
    error: expect.stringContaining("logger.test.ts"),
    email: "[redacted]",
  });
});
