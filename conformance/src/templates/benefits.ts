import { has, inside, outside, type PlantedFamily, planted } from "./planted.ts";

const BENEFITS = ["work", "social", "status"];

/** Whoever said this benefit, and everybody who said another or nothing. */
const seeks = (benefit: string) =>
  planted(
    BENEFITS.map((said) => {
      const plant = said === benefit ? inside : outside;
      return plant(`said "${said}"`, has("$answer_benefits_sought", said));
    }),
    outside("said it in other letters", has("$answer_benefits_sought", benefit.toUpperCase())),
    outside("was not asked", has("plan", "free")),
  );

const TOLD = [...BENEFITS, "unclear"];

/** Of whom the rating tells this benefit, and everybody of whom it tells another, as the next likely one too. */
const told = (benefit: string) =>
  planted(
    TOLD.map((is) => {
      const plant = is === benefit ? inside : outside;
      return plant(`is told "${is}"`, has("$benefit_sought", is));
    }),
    outside("next likely", has("$benefit_sought", "other"), has("$second_benefit_sought", benefit)),
    outside("said it, and no rating has told it yet", has("$answer_benefits_sought", benefit)),
  );

export const BENEFITS_SOUGHT: PlantedFamily = {
  "benefit-work": told("work"),
  "benefit-social": told("social"),
  "benefit-status": told("status"),
  "benefit-unclear": told("unclear"),
  "seeks-work": seeks("work"),
  "seeks-social": seeks("social"),
  "seeks-status": seeks("status"),
};
