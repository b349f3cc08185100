import { must, type Random } from "@habitus/kernel";

/** One of the choices, each as often as its weight says. */
export function weighted<T extends { readonly weight: number }>(random: Random, choices: readonly T[]): T {
  let rest = random.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
  return must(
    choices.find(({ weight }) => (rest -= weight) < 0) ?? choices.at(-1),
    "there is something to choose from",
  );
}
