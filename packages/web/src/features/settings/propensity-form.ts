import type { PropensityModel, PropensityModelEdit, VocabularyAnswer } from "@habitus/contract";
import { printDefinition } from "@habitus/segments";
import { orderAmong } from "./model-form.ts";

/** As it is typed: a number may be none yet. */
export type PropensityForm = {
  readonly key: string;
  readonly name: string;
  readonly goal: string;
  readonly owner: string;
  readonly outcome: string;
  readonly audience: string;
  readonly valueProperty: string;
  readonly everyHours: number | string;
  readonly purpose: string;
};

/** A form to begin with: whether the workspace's own order event will come in a month. */
export function newPropensity(owner: string, events: VocabularyAnswer["events"]): PropensityForm {
  const event = orderAmong(events)?.name ?? "Order Completed";
  const window = { kind: "last", amount: 30, unit: "day" } as const;
  return {
    key: "",
    name: "",
    goal: "",
    owner,
    outcome: printDefinition({ version: 1, condition: { kind: "did", event, window } }),
    audience: "",
    valueProperty: "",
    everyHours: 24,
    purpose: "",
  };
}

export function propensityFormOf({
  audience,
  valueProperty,
  everyHours,
  purpose,
  ...model
}: PropensityModel): PropensityForm {
  return {
    ...model,
    audience: audience ?? "",
    valueProperty: valueProperty ?? "",
    everyHours: everyHours ?? "",
    purpose: purpose ?? "",
  };
}

/** What the server is told. */
export function propensityEditOf(form: PropensityForm, rev: number): PropensityModelEdit {
  const { name, goal, owner, outcome, audience, valueProperty, everyHours, purpose } = form;
  return {
    kind: "propensity",
    name,
    goal,
    owner,
    outcome,
    audience: orNull(audience),
    valueProperty: orNull(valueProperty),
    everyHours: everyHours === "" ? null : Number(everyHours),
    purpose: orNull(purpose),
    rev,
  };
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
