import { LIMITS, type Operation, type Problem, problemsOf, type Upload } from "@habitus/contract";
import { HabitusError, MINUTE_MS, parseJson, SECOND_MS } from "@habitus/kernel";
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

/** A body that is read into memory has to be whole by then; a file may take long, but not stand still for so long. */
export type Patience = { readonly bodyMs: number; readonly pieceMs: number };
const PATIENCE: Patience = { bodyMs: MINUTE_MS, pieceMs: MINUTE_MS };

/**
 * Reads and validates all parts of a request by the table. Parts the operation does not have are undefined; a query where
 * none is known is refused.
 * @throws HabitusError `invalid_request`, `malformed_json`, `unsupported_media_type`; and of the body, here or while it is read later,
 *   `body_too_large`, `body_too_slow`, `query_cancelled` when it is cut off.
 */
export async function readInput(
  operation: Operation,
  raw: RawInput,
  patience: Patience = PATIENCE,
): Promise<ParsedParts> {
  const params = operation.params === undefined ? undefined : validate(operation.params, raw.params);
  const query = readQuery(operation.query, raw.query);
  if (operation.upload !== undefined) return { params, query, body: fileOf(operation.upload, raw, patience) };
  const body =
    operation.body === undefined || isLeftOut(operation.body, raw)
      ? undefined
      : validate(operation.body, await readBody(operation, operation.body, raw, patience));
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
function fileOf(
  { type, bytes: limit }: Upload,
  { contentType, body }: RawInput,
  { pieceMs }: Patience,
): AsyncIterable<Uint8Array> {
  refuseOtherType(contentType(), type);
  return within(limit, wholeOf(body(), pieceMs));
}

async function* within(
  limit: number,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/**
 * Its pieces, each of which has to come within so long, if so. What is left unread is not thrown away here: the connection would end with it, before
 * the caller has been told why.
 */
async function* wholeOf(
  body: ReadableStream<Uint8Array> | null,
  pieceMs: number | null = null,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  for (;;) {
    // Nothing but the end of the connection makes reading it fail.
    const piece = reader.read().catch(() => {
      throw callerGone();
    });
    const { done, value } = await (pieceMs === null ? piece : inTime(piece, pieceMs));
    if (done) return;
    yield value;
  }
}

/** @throws HabitusError `body_too_slow`; what is waited for goes on. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer !== null) clearTimeout(timer);
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

function tooSlow(ms: number): HabitusError {
  return new HabitusError("body_too_slow", `The body did not come within ${ms / SECOND_MS} s.`, {
    fix: "Send it again, over a faster connection or in smaller parts.",
    details: { limitMs: ms },
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
  { bodyMs }: Patience,
): Promise<unknown> {
  refuseOtherType(raw.contentType(), "application/json");
  const bytes = await readBytes(raw.body(), bodyMs);
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

function readBytes(body: ReadableStream<Uint8Array> | null, bodyMs: number): Promise<Uint8Array> {
  const read = async (): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of within(LIMITS.bodyBytes, wholeOf(body))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return inTime(read(), bodyMs);
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
