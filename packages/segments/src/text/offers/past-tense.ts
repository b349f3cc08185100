/** What people do with products, so that what somebody has done leads back to what is done. */
const VERBS: readonly string[] =
  `abandon accept activate add answer apply approve attend book borrow browse buy call cancel change chat check claim click close comment
  complete confirm contact convert create deactivate decline delete deliver deposit donate download downgrade earn enable enroll enter exceed expire
  fill finish follow install invite join launch like listen load log move open order pause pick pin play post press purchase rate reach read
  receive redeem refer refund register remove renew rent reply request reserve return review save scan scroll search select share ship sign skip
  start stop stream submit subscribe swipe tap transfer try uninstall unsubscribe update upgrade upload use view visit vote watch withdraw`.split(
    /\s+/u,
  );

const IRREGULAR: readonly (readonly [past: string, present: string])[] = [
  ["bought", "buy"],
  ["paid", "pay"],
  ["sent", "send"],
  ["spent", "spend"],
  ["left", "leave"],
  ["made", "make"],
  ["seen", "see"],
  ["saw", "see"],
  ["won", "win"],
  ["lost", "lose"],
  ["done", "do"],
  ["taken", "take"],
  ["ridden", "ride"],
  ["sold", "sell"],
];

const PRESENTS: ReadonlyMap<string, string> = new Map([
  ...VERBS.flatMap((verb) => pastsOf(verb).map((past) => [past, verb] as const)),
  ...IRREGULAR,
]);

/** The past of a verb, with its last letter doubled and not: cancelled, canceled. */
function pastsOf(verb: string): readonly string[] {
  if (verb.endsWith("e")) return [`${verb}d`];
  if (/[^aeiou]y$/u.test(verb)) return [`${verb.slice(0, -1)}ied`];
  return [`${verb}ed`, `${verb}${verb.slice(-1)}ed`];
}

/** What somebody does who has done it: "purchased" is "purchase", "signed" is "sign". Null where a word is no past of anything known. */
export function presentOf(past: string): string | null {
  return PRESENTS.get(past.toLowerCase()) ?? null;
}
