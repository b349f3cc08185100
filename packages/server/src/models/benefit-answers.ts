import { hash32 } from "@habitus/kernel";
import type { SaidBenefits } from "@habitus/models";
import type { PersonNumber } from "../store/event-store.ts";

/** As many of those who said a benefit are judged by. */
export const MOST_ANSWERS = 10_000;
/** Of more an even part, but of each benefit so many or all who said it: an even part of few would be too few to be told. */
const LEAST_OF_EACH = 100;

type Answer = { readonly person: PersonNumber; readonly label: number; readonly figures: readonly number[] };

export type BenefitAnswers = {
  add(answer: Answer): void;
  taken(shape: Pick<SaidBenefits, "features" | "classes">): SaidBenefits;
};

/** Who is left out rests on the person's number alone, so the next run asks the same people and says nothing else by chance. */
export function createBenefitAnswers(most = MOST_ANSWERS, least = LEAST_OF_EACH): BenefitAnswers {
  let answers: readonly Answer[] = [];
  let more: Answer[] = [];
  const said = new Map<number, number>();
  const settle = (): void => {
    const all = [...answers, ...more];
    answers = all.length <= most ? all : chosen(all, most, least);
    more = [];
  };
  return {
    add(answer) {
      said.set(answer.label, (said.get(answer.label) ?? 0) + 1);
      if (more.push(answer) >= most) settle();
    },
    taken({ features, classes }) {
      settle();
      const values = new Float64Array(answers.length * features);
      for (const [row, { figures }] of answers.entries()) values.set(figures, row * features);
      const labels = Int32Array.from(answers, ({ label }) => label);
      const all = Float64Array.from({ length: classes }, (_, label) => said.get(label) ?? 0);
      return { features, classes, values, labels, all };
    },
  };
}

/**
 * Those whose hash is lowest, which is an even part of any people: first of each benefit, then of all. Whoever is chosen of all is chosen of
 * any part of them too, so it does not matter how many come before the next are left out.
 */
function chosen(all: readonly Answer[], most: number, least: number): readonly Answer[] {
  const lowest = all
    .map((answer) => ({ answer, hash: hash32(`${answer.person}`) }))
    .sort((a, b) => a.hash - b.hash || a.answer.person - b.answer.person)
    .map(({ answer }) => answer);
  const taken = new Map<number, number>();
  const ofEach: Answer[] = [];
  const others: Answer[] = [];
  for (const answer of lowest) {
    const before = taken.get(answer.label) ?? 0;
    taken.set(answer.label, before + 1);
    (before < least ? ofEach : others).push(answer);
  }
  return [...ofEach, ...others].slice(0, most);
}
