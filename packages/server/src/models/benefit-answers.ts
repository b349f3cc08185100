import { hash32 } from "@habitus/kernel";
import type { SaidBenefits } from "@habitus/models";
import type { PersonNumber } from "../store/event-store.ts";

/** As many of those who said a benefit are judged by; of more an even part. */
export const MOST_ANSWERS = 10_000;

type Answer = { readonly person: PersonNumber; readonly label: number; readonly figures: readonly number[] };

export type BenefitAnswers = {
  add(answer: Answer): void;
  taken(shape: Pick<SaidBenefits, "features" | "classes">): SaidBenefits;
};

/** Who is left out rests on the person's number alone, so the next run asks the same people and says nothing else by chance. */
export function createBenefitAnswers(most = MOST_ANSWERS): BenefitAnswers {
  let answers: readonly Answer[] = [];
  let more: Answer[] = [];
  const settle = (): void => {
    const all = [...answers, ...more];
    answers = all.length <= most ? all : lowest(all, most);
    more = [];
  };
  return {
    add(answer) {
      if (more.push(answer) >= most) settle();
    },
    taken({ features, classes }) {
      settle();
      const values = new Float64Array(answers.length * features);
      for (const [row, { figures }] of answers.entries()) values.set(figures, row * features);
      return { features, classes, values, labels: Int32Array.from(answers, ({ label }) => label) };
    },
  };
}

/** Those whose hash is lowest, which is an even part of any people. */
function lowest(all: readonly Answer[], most: number): readonly Answer[] {
  return all
    .map((answer) => ({ answer, hash: hash32(`${answer.person}`) }))
    .sort((a, b) => a.hash - b.hash || a.answer.person - b.answer.person)
    .slice(0, most)
    .map(({ answer }) => answer);
}
