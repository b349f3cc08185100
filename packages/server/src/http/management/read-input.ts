import { LIMITS, type Operation, type Problem, problemsOf, type Upload } from "@habitus/contract";
import { HabitusError, parseJson } from "@habitus/kernel";
import type { z } from "zod";

/** The request as it came. */
export type RawInput = {
  readonly params: Readonly<Record<string, string>>;
  /** Every value of every name. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly contentType: () => string | null;
  /** Asked for only where an operation has a body: merely looking at it costs more than all else of a short read. */
  readonly body: () => ReadableStream<Uint8Array> | null;
};

export type ParsedParts = { readonly params: unknown; readonly query: unknown; readonly body: unknown };

const PROBLEMS_SHOWN = 50;

/**
 * Reads and validates all parts of a request by the table. Parts the operation does not have are undefined; a query where
 * none is known is refused.
 * @throws HabitusError `invalid_request`, `malformed_json`, `body_too_large`, `unsupported_media_type`;
 *   `query_cancelled` when the body is cut off, here or while it is read later.
 */
export async function readInput(operation: Operation, raw: RawInput): Promise<ParsedParts> {
  const params = operation.params === undefined ? undefined : validate(operation.params, raw.params);
  const query = readQuery(operation.query, raw.query);
  if (operation.upload !== undefined) return { params, query, body: fileOf(operation.upload, raw) };
  const body =
    operation.body === undefined || isLeftOut(operation.body, raw)
      ? undefined
      : validate(operation.body, await readBody(operation, operation.body, raw));
  return { params, query, body };
}

/** Of a body that need not be sent. */
function isLeftOut(schema: z.ZodType, { contentType, body }: RawInput): boolean {
  return contentType() === null && body() === null && schema.safeParse(undefined).success;
}

function readQuery(schema: z.ZodObject | undefined, query: RawInput["query"]): unknown {
  const twice = Object.keys(query).find((name) => (query[name] ?? []).length > 1);
  if (twice !== undefined) throw invalid([{ path: twice, message: "must be given once" }]);
  const single = Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values[0]]));
  if (schema !== undefined) return validate(schema, single);
  const names = Object.keys(single);
  if (names.length === 0) return undefined;
  throw invalid(names.map((name) => ({ path: name, message: "is not known here" })));
}

/** The file as it comes in; whoever reads it is told when it turns out too large. */
function fileOf({ type, bytes: limit }: Upload, { contentType, body }: RawInput): AsyncIterable<Uint8Array> {
  refuseOtherType(contentType(), type);
  return within(limit, body());
}

async function* within(
  limit: number,
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of wholeOf(body)) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    yield chunk;
  }
}

async function* wholeOf(
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body ?? [];
  } catch {
    // Nothing but the end of the connection makes reading it fail.
    throw callerGone();
  }
}

export function callerGone(): HabitusError {
  return new HabitusError("query_cancelled", "The caller has gone.");
}

function refuseOtherType(contentType: string | null, wanted: string): void {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === wanted) return;
  throw new HabitusError("unsupported_media_type", `The body must be sent as ${wanted}.`, {
    fix: `Set the header \`Content-Type: ${wanted}\`.`,
  });
}

function tooLarge(limit: number): HabitusError {
  return new HabitusError("body_too_large", `The body is larger than ${limit} bytes.`, {
    details: { limit },
  });
}

async function readBody(
  { exactNumbers = false }: Operation,
  schema: z.ZodType,
  raw: RawInput,
): Promise<unknown> {
  refuseOtherType(raw.contentType(), "application/json");
  const bytes = await readBytes(raw.body());
  // Many clients name the type of a body that they do not send.
  if (bytes.length === 0 && schema.safeParse(undefined).success) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return exactNumbers ? parseJson(text) : (JSON.parse(text) as unknown);
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not UTF-8";
    throw new HabitusError("malformed_json", `The body is not JSON: ${reason}.`);
  }
}

async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of within(LIMITS.bodyBytes, body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function validate(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(problemsOf(parsed.error));
}

function invalid(problems: readonly Problem[]): HabitusError {
  const [first] = problems;
  const place = first === undefined || first.path === "" ? "" : `\`${first.path}\`: `;
  return new HabitusError(
    "invalid_request",
    `The request is not as documented. ${place}${first?.message ?? ""}`,
    {
      details: { problems: problems.slice(0, PROBLEMS_SHOWN), count: problems.length },
    },
  );
}
