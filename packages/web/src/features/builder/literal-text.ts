import type { Literal } from "@habitus/segments";

/** A value as a person types it. */
export function literalText(literal: Literal): string {
  if (literal.kind === "percent") return `${literal.value}%`;
  return String(literal.value);
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The text as a value of that kind; what does not fit begins anew rather than becoming something else. */
export function readLiteral(text: string, kind: Literal["kind"]): Literal {
  switch (kind) {
    case "text":
      return { kind, value: text };
    case "number":
    case "percent": {
      const digits = text.replace(/%$/, "");
      return { kind, value: NUMBER.test(digits) ? digits : "0" };
    }
    case "boolean":
      return { kind, value: text.toLowerCase() !== "false" };
    case "date":
      return { kind, value: /^\d{4}-\d{2}-\d{2}/.test(text) ? text : "" };
  }
}
