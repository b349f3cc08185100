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

export const BENEFITS_SOUGHT: PlantedFamily = {
  "seeks-work": seeks("work"),
  "seeks-social": seeks("social"),
  "seeks-status": seeks("status"),
};
