import type { Job, SurveyEdit, Template, TemplateNeed, VocabularyAnswer } from "@habitus/contract";
import type { api } from "../../api/client.ts";
import { editOf, newModel } from "../settings/model-form.ts";
import { newRating, ratingEditOf } from "../settings/rating-form.ts";

/** How what a template needs is made, and how it is called. */
export type Recipe = {
  readonly name: string;
  /** What it is made from, as a sentence; null where that is nothing of the workspace's own. */
  readonly from: string | null;
  /** Makes it where it is missing, and runs it; null where nothing has to run. */
  readonly make: (by: Maker) => Promise<Job | null>;
};

export type Maker = Pick<typeof api, "editModel" | "runModel" | "editRating" | "runRating" | "editSurvey">;

/** Where what tells of people more than they do is made and run. */
export const TELLER_PAGES = {
  model: "/settings/models",
  rating: "/settings/ratings",
  survey: "/settings/surveys",
} as const;

type Around = {
  readonly owner: string;
  readonly goal: string;
  readonly events: VocabularyAnswer["events"];
};

/** What has yet to be made or run before anybody can meet the template. */
export function lackingOf({ needs }: Template): readonly TemplateNeed[] {
  return needs.filter(({ state }) => state !== "there");
}

/** Null of what only its own form can make. */
export function recipeOf(need: TemplateNeed, around: Around): Recipe | null {
  switch (need.kind) {
    case "model":
      return modelRecipe(need, around);
    case "rating":
      return ratingRecipe(need, around);
    case "survey":
      return surveyRecipe(need);
  }
}

function modelRecipe({ key, state }: TemplateNeed, { owner, goal, events }: Around): Recipe | null {
  const form = { ...newModel(owner, events), goal };
  if (key !== form.key || state === "untold") return null;
  const params = { key };
  return {
    name: form.name,
    from: form.orders,
    async make(by) {
      if (state === "missing") await by.editModel({ params, body: editOf(form, null) });
      return by.runModel({ params });
    },
  };
}

const RATED = ["engagement", "benefits"] as const;

function ratingRecipe({ key, state }: TemplateNeed, { owner }: Around): Recipe | null {
  const form = RATED.map((kind) => newRating(kind, owner)).find((each) => each.key === key);
  if (form === undefined) return null;
  const params = { key };
  return {
    name: form.name,
    from: null,
    async make(by) {
      if (state === "missing") await by.editRating({ params, body: ratingEditOf(form, null) });
      return by.runRating({ params });
    },
  };
}

/** What the ready-made segments of benefits ask for. */
const BENEFITS: SurveyEdit = {
  name: "Benefits",
  questions: [
    {
      key: "sought",
      text: "What do you look for most?",
      answer: { type: "choice", choices: ["work", "social", "status"] },
      tag: "benefit",
      decayDays: null,
    },
  ],
  rev: 0,
};

function surveyRecipe({ key }: TemplateNeed): Recipe | null {
  if (key !== "benefits") return null;
  return {
    name: BENEFITS.name,
    from: null,
    async make(by) {
      await by.editSurvey({ params: { key }, body: BENEFITS });
      return null;
    },
  };
}
