import { isAscii, isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";

export type DecodedBody =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly refusal: "too_large" | "bad_encoding" };

type Bytes = { readonly kind: "bytes"; readonly bytes: Buffer };

const FORM_FIELD = "data=";
const BYTE_ORDER_MARK = 0xfeff;

/**
 * The text of a body as SDKs send it, whatever headers they put on it: plain, gzip (known by its first two bytes) or,
 * with `form`, base64 in a form field as browsers send it when a page is left. No more than `limit` bytes are unpacked.
 */
export function decodeBody(
  body: Buffer,
  options: { readonly limit: number; readonly form: boolean },
): DecodedBody {
  let unpacked = gunzip(body, options.limit);
  if (unpacked.kind === "bytes" && options.form && isForm(unpacked.bytes)) {
    const field = formField(unpacked.bytes);
    if (field === null) return { kind: "refused", refusal: "bad_encoding" };
    unpacked = gunzip(field, options.limit);
  }
  if (unpacked.kind !== "bytes") return unpacked;
  const { bytes } = unpacked;
  if (bytes.length > options.limit) return { kind: "refused", refusal: "too_large" };
  if (isAscii(bytes)) return { kind: "text", text: bytes.toString("latin1") };
  if (!isUtf8(bytes)) return { kind: "refused", refusal: "bad_encoding" };
  const text = bytes.toString("utf8");
  return { kind: "text", text: text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text };
}

function gunzip(body: Buffer, limit: number): Bytes | Extract<DecodedBody, { kind: "refused" }> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return { kind: "bytes", bytes: body };
  try {
    return { kind: "bytes", bytes: gunzipSync(body, { maxOutputLength: limit }) };
  } catch (error) {
    const overLimit = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return { kind: "refused", refusal: overLimit ? "too_large" : "bad_encoding" };
  }
}

function isForm(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, FORM_FIELD.length) === FORM_FIELD;
}

/** The bytes in the form's `data`; null when the field is not what a form holds. */
function formField(bytes: Buffer): Buffer | null {
  const end = bytes.indexOf("&");
  const written = bytes.toString("latin1", FORM_FIELD.length, end < 0 ? bytes.length : end);
  try {
    return Buffer.from(decodeURIComponent(written.replaceAll("+", " ")).replaceAll(" ", "+"), "base64");
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
