/** Forms of a message that names a count; keys are the plural categories of the language. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
export type Message = string | Plural;
export type Catalogue = Readonly<Record<string, Message>>;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { readonly other: infer Other extends string }
    ? Names<Other> | "count"
    : never;

/** What a message must be given: exactly the names in its braces. */
export type Arguments<M> = [NamesOf<M>] extends [never]
  ? readonly []
  : readonly [values: Readonly<Record<NamesOf<M>, string | number>>];

export type Writing = {
  readonly rules: Intl.PluralRules;
  readonly number: (value: number) => string;
};

/** Chooses the plural form by `count` and fills the braces; numbers are written as the language does. */
export function write(
  message: Message,
  values: Readonly<Record<string, string | number>>,
  { rules, number }: Writing,
): string {
  const form = typeof message === "string" ? message : formOf(message, values["count"], rules);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number(value) : value;
  });
}

function formOf(plural: Plural, count: string | number | undefined, rules: Intl.PluralRules): string {
  return plural[rules.select(Number(count ?? 0))] ?? plural.other;
}
