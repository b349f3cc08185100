/** An SQL expression of the ClickHouse dialect, as plain data. Built by the functions below, written by `emit`. */
export type Expression =
  | ColumnExpression
  | BoundExpression
  | { readonly kind: "integer"; readonly value: number }
  /** A constant of this package, such as a regular expression. What a person wrote is always `bound`. */
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "null" }
  | { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Expression[] }
  | { readonly kind: "apply"; readonly of: Definition; readonly args: readonly Expression[] }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "all"; readonly of: readonly Expression[] }
  | { readonly kind: "any"; readonly of: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "in"; readonly left: Expression; readonly list: readonly Expression[] }
  | { readonly kind: "lambda"; readonly parameters: readonly string[]; readonly body: Expression };

/** A function of our own, written once in front of the query that uses it. Its body knows its parameters only. */
export type Definition = {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Expression;
};

export type ColumnExpression = {
  readonly kind: "column";
  readonly name: string;
  /** The alias of the source it comes from; null where only one source or a lambda's parameter has the name. */
  readonly of: string | null;
};

/** A value that travels beside the text. Equal values of one type share a placeholder. */
export type BoundExpression = {
  readonly kind: "bound";
  readonly type: BoundType;
  readonly value: string | number;
};

export type BoundType = "String" | "Int64" | "UInt64";

/** `IN` has a constant list on its right. */
export type Operator = "IN" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*";

/** Every engine function that is used, so that a misspelt one does not compile. */
export type FunctionName =
  | "CAST"
  | "JSONExtract"
  | "JSONExtractArrayRaw"
  | "JSONExtractKeysAndValuesRaw"
  | "JSONExtractRaw"
  | "JSONExtractString"
  | "abs"
  | "argMax"
  | "argMaxIf"
  | "argMinIf"
  | "array"
  | "arrayConcat"
  | "arrayCount"
  | "arrayCumSum"
  | "arrayDifference"
  | "arrayDistinct"
  | "arrayElement"
  | "arrayEnumerate"
  | "arrayEnumerateDense"
  | "arrayEnumerateUniq"
  | "arrayExists"
  | "arrayFill"
  | "arrayFilter"
  | "arrayFlatten"
  | "arrayFold"
  | "arrayJoin"
  | "arrayLast"
  | "arrayMap"
  | "arrayMax"
  | "arrayMin"
  | "arrayPopBack"
  | "arrayPopFront"
  | "arrayPushBack"
  | "arrayPushFront"
  | "arrayResize"
  | "arrayReverse"
  | "arrayReverseFill"
  | "arraySlice"
  | "arraySort"
  | "arraySplit"
  | "arrayStringConcat"
  | "arraySum"
  | "assumeNotNull"
  | "bitAnd"
  | "bitPositionsToArray"
  | "bitShiftLeft"
  | "bitShiftRight"
  | "bitTest"
  | "concat"
  | "cos"
  | "count"
  | "countIf"
  | "countSubstrings"
  | "divide"
  | "exp2"
  | "endsWith"
  | "extractGroups"
  | "fromUnixTimestamp64Milli"
  | "greatest"
  | "groupArray"
  | "groupArrayIf"
  | "groupBitOr"
  | "groupBitOrIf"
  | "groupBitmap"
  | "groupBitmapIf"
  | "groupUniqArrayIf"
  | "grouping"
  | "if"
  | "ifNull"
  | "indexOf"
  | "intDiv"
  | "isInfinite"
  | "isNotNull"
  | "isNull"
  | "least"
  | "left"
  | "length"
  | "log"
  | "lower"
  | "lowerUTF8"
  | "makeDate32"
  | "match"
  | "max"
  | "maxIf"
  | "medianExactHighArrayIf"
  | "medianExactHighIf"
  | "medianExactLowArrayIf"
  | "medianExactLowIf"
  | "min"
  | "minIf"
  | "modulo"
  | "multiIf"
  | "murmurHash3_32"
  | "position"
  | "notEmpty"
  | "pow"
  | "replaceAll"
  | "replaceRegexpAll"
  | "replaceRegexpOne"
  | "rightPad"
  | "roundDown"
  | "simpleJSONExtractRaw"
  | "simpleJSONExtractString"
  | "sin"
  | "startsWith"
  | "substring"
  | "sum"
  | "sumIf"
  | "sumMapIf"
  | "toDate32OrZero"
  | "toDayOfMonth"
  | "toDecimal128"
  | "toDecimal128OrNull"
  | "toDecimal256"
  | "toFloat64"
  | "toFloat64OrZero"
  | "toInt256"
  | "toInt32"
  | "toInt64"
  | "toInt64OrZero"
  | "toMonth"
  | "toNullable"
  | "toString"
  | "toUInt128"
  | "toUInt256"
  | "toUInt32"
  | "toUInt64"
  | "toUInt8"
  | "toUnixTimestamp64Milli"
  | "transform"
  | "trimBoth"
  | "tuple"
  | "tupleElement"
  | "uniqExact"
  | "uniqExactArrayIf"
  | "uniqExactIf";

export const column = (name: string, of: string | null = null): ColumnExpression => ({
  kind: "column",
  name,
  of,
});
export const bound = (type: BoundType, value: string | number): BoundExpression => ({
  kind: "bound",
  type,
  value,
});
export const integer = (value: number): Expression => ({ kind: "integer", value });
export const text = (value: string): Expression => ({ kind: "text", value });
export const NULL: Expression = { kind: "null" };

export const call = (name: FunctionName, ...args: readonly Expression[]): Expression => ({
  kind: "call",
  name,
  args,
});

export const binary = (operator: Operator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
});
export const equals = (left: Expression, right: Expression): Expression => binary("=", left, right);

export const TRUE: Expression = { kind: "all", of: [] };
export const FALSE: Expression = { kind: "any", of: [] };

/** True when every part is; parts that are always true are left out. */
export function all(parts: readonly Expression[]): Expression {
  const open = parts.filter((part) => !isTrue(part));
  if (open.some(isFalse)) return FALSE;
  return open.length === 1 && open[0] !== undefined ? open[0] : { kind: "all", of: open };
}

/** True when some part is; parts that are always false are left out. */
export function any(parts: readonly Expression[]): Expression {
  const open = parts.filter((part) => !isFalse(part));
  if (open.some(isTrue)) return TRUE;
  return open.length === 1 && open[0] !== undefined ? open[0] : { kind: "any", of: open };
}

export function not(of: Expression): Expression {
  if (isTrue(of)) return FALSE;
  if (isFalse(of)) return TRUE;
  return of.kind === "not" ? of.of : { kind: "not", of };
}

export const isTrue = (part: Expression): boolean => part.kind === "all" && part.of.length === 0;
const isFalse = (part: Expression): boolean => part.kind === "any" && part.of.length === 0;

/** 1 where it holds, else 0. */
export const flag = (condition: Expression): Expression => call("if", condition, integer(1), integer(0));

export function isIn(left: Expression, list: readonly Expression[]): Expression {
  const [only] = list;
  if (only === undefined) return FALSE;
  return list.length === 1 ? equals(left, only) : { kind: "in", left, list };
}

export const lambda = (parameters: readonly string[], body: Expression): Expression => ({
  kind: "lambda",
  parameters,
  body,
});

/** A function of our own with one parameter. */
export function define1(name: string, parameter: string, body: Expression): (arg: Expression) => Expression {
  const of: Definition = { name, parameters: [parameter], body };
  return (arg) => ({ kind: "apply", of, args: [arg] });
}

/** A function of our own with two parameters. */
export function define2(
  name: string,
  parameters: readonly [string, string],
  body: Expression,
): (first: Expression, second: Expression) => Expression {
  const of: Definition = { name, parameters, body };
  return (first, second) => ({ kind: "apply", of, args: [first, second] });
}

/** `body` with `name` standing for `value`, which is worked out once. */
export function letIn(name: string, value: Expression, body: Expression): Expression {
  const list = call("arrayMap", lambda([name], body), call("array", value));
  return call("arrayElement", list, integer(1));
}
