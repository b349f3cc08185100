import { bound, call, type Expression, text } from "../tree/expression.ts";

type Member = string | number | readonly number[];

/** A constant list, bound as JSON text: then only texts and numbers are ever bound. */
export const list = (values: readonly Member[], type: string): Expression =>
  call("JSONExtract", bound("String", JSON.stringify(values)), text(type));
