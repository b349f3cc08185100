import type { BuyingModel, BuyingModelEdit, ModelKind, VocabularyAnswer } from "@habitus/contract";
import { sentAmount } from "@habitus/kernel";
import { printDefinition } from "@habitus/segments";

/** As it is typed: a number may be none yet. */
export type ModelForm = {
  readonly key: string;
  readonly name: string;
  readonly goal: string;
  readonly owner: string;
  readonly kind: ModelKind;
  /** A sentence a line. */
  readonly orders: string;
  readonly valueProperty: string;
  readonly horizonDays: number | string;
  readonly holdoutDays: number | string;
  readonly everyHours: number | string;
  /** A trait a line; the Pareto/NBD alone reads them. */
  readonly covariates: string;
  readonly purpose: string;
};

type Events = Pick<VocabularyAnswer, "events">["events"];

/** Events that mean a purchase, by their usual names, and where their value stands. */
const ORDER = /^(?:order[ _]?completed|order[ _]?placed|purchased?|checkout[ _]?completed|paid)$/i;
const VALUE = /^(?:revenue|value|total|amount|price)$/i;

export const orderAmong = (events: Events): Events[number] | undefined =>
  events.find(({ name }) => ORDER.test(name));

/** A form to begin with: the workspace's own order event with its value, where there is one. */
export function newModel(owner: string, events: Events): ModelForm {
  const order = orderAmong(events);
  const numbers = order?.properties.filter(({ readings }) => readings.includes("number")) ?? [];
  // What orders were worth in the workspace's currency can be added up, whatever they were paid in.
  const value =
    numbers.find(({ path }) => sentAmount(path.at(-1) ?? "") === "revenue") ??
    numbers.find(({ path }) => sentAmount(path.at(-1) ?? "") !== null) ??
    numbers.find(({ path }) => VALUE.test(path.at(-1) ?? ""));
  return {
    // The ready-made segments that read a model name this one.
    key: "shop",
    name: "Shop",
    goal: "",
    owner,
    kind: "mbgnbd",
    orders: printDefinition({
      version: 1,
      condition: { kind: "did", event: order?.name ?? "Order Completed" },
    }),
    valueProperty: value?.path.join(".") ?? "",
    horizonDays: 90,
    holdoutDays: 90,
    everyHours: 24,
    covariates: "",
    purpose: "",
  };
}

export function formOf({
  everyHours,
  valueProperty,
  purpose,
  orders,
  covariates,
  ...model
}: BuyingModel): ModelForm {
  return {
    ...model,
    orders: orders.join("\n"),
    valueProperty: valueProperty ?? "",
    everyHours: everyHours ?? "",
    covariates: covariates.join("\n"),
    purpose: purpose ?? "",
  };
}

/** What the server is told; what the form does not show stays as it is. */
export function editOf(form: ModelForm, model: BuyingModel | null): BuyingModelEdit {
  const { name, goal, owner, kind, orders, valueProperty, horizonDays, holdoutDays, everyHours, purpose } =
    form;
  const kept = model === null ? {} : { unit: model.unit, discountPercent: model.discountPercent };
  return {
    ...kept,
    name,
    goal,
    owner,
    kind,
    orders: linesOf(orders),
    covariates: kind === "paretonbd" ? linesOf(form.covariates) : [],
    valueProperty: valueProperty.trim() === "" ? null : valueProperty.trim(),
    horizonDays: Number(horizonDays),
    holdoutDays: Number(holdoutDays),
    everyHours: everyHours === "" ? null : Number(everyHours),
    purpose: purpose.trim() === "" ? null : purpose.trim(),
    rev: model?.rev ?? 0,
  };
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A sentence to begin a segment with, of each score. */
export function sentenceOf(name: string, key: string): string {
  const score = `predicted "${key}"`;
  if (name === "alive") return `${score} < 0.3`;
  return name === "next" ? `${score} <= 7` : `in top 20% by ${score}`;
}
