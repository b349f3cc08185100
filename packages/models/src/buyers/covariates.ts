/** Something that is known of each buyer from the beginning and does not change, as a number in any unit; NaN where it is not known. */
export type Covariate = { readonly name: string; readonly values: Float64Array };

/**
 * How what is known of a buyer from the beginning changes the Pareto/NBD (P. Fader, B. Hardie: Incorporating time-invariant covariates into
 * the Pareto/NBD and BG/NBD models, 2007): rates of orders are drawn from Gamma(r, alpha exp(-x'g)), ends from Gamma(s, beta exp(-x'h)),
 * where x is counted from the mean. So exp(g) is how many times as often somebody orders who has one more of it, exp(h) how many times as
 * soon they stop. All in the caller's units.
 */
export type CovariateEffects = {
  readonly names: readonly string[];
  /** Of each covariate: the parameters of the fit are those of a buyer who is average in all. */
  readonly means: Float64Array;
  /** g. */
  readonly orders: Float64Array;
  /** h. */
  readonly end: Float64Array;
  /** Standard errors of `orders`, then of `end`; null where the curvature has no inverse. */
  readonly errors: Float64Array | null;
};

/**
 * A covariate counted from its mean in standard deviations, so that neither its unit nor where it has its zero matters to whatever seeks its
 * effect: years and incomes are as good as yes and no. Whoever it is not known of is taken for average.
 */
export type Standardised = {
  readonly mean: number;
  readonly deviation: number;
  readonly values: Float64Array;
  readonly unknown: number;
};

export function standardised({ values }: Covariate): Standardised {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2 / known.length, 0);
  const deviation = Math.sqrt(squares);
  return {
    mean,
    deviation,
    values: values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation)),
    unknown: values.length - known.length,
  };
}

/** What of a covariate is left once those before it have told theirs; below so much of its variance it says nothing of its own. */
const LEAST_OWN = 1e-6;

/** Why no effects of these can be told, for whoever chose them; null where nothing stands against it. */
export function flawOf(covariates: readonly Covariate[]): string | null {
  const empty = emptyOf(covariates);
  if (empty !== null) return empty;
  const repeated = dependent(covariates.map((covariate) => standardised(covariate).values));
  return repeated === null
    ? null
    : `The covariate ${covariates[repeated]?.name} follows from those before it, so their effects cannot be told apart: leave it out.`;
}

/** Which of these says nothing, and why; null where each differs from one to the other. */
export function emptyOf(covariates: readonly Covariate[]): string | null {
  for (const { name, values } of covariates) {
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length === 0) return `The covariate ${name} is not known of anybody.`;
    if (known.every((value) => value === known[0]))
      return `The covariate ${name} is the same of everybody, so it tells nothing.`;
  }
  const odd = covariates.find((covariate) => {
    const { deviation } = standardised(covariate);
    return !(deviation > 0 && Number.isFinite(deviation));
  });
  return odd === undefined
    ? null
    : `The numbers of the covariate ${odd.name} are too far apart to be compared.`;
}

/** The first column that is a sum of multiples of those before it, by Gram and Schmidt; null of none. */
function dependent(columns: readonly Float64Array[]): number | null {
  const own: Float64Array[] = [];
  for (const [index, column] of columns.entries()) {
    const left = column.slice();
    for (const other of own) {
      const share = product(left, other);
      for (let row = 0; row < left.length; row++) left[row] = (left[row] ?? 0) - share * (other[row] ?? 0);
    }
    const squares = product(left, left);
    if (!(squares > LEAST_OWN * product(column, column))) return index;
    own.push(left.map((value) => value / Math.sqrt(squares)));
  }
  return null;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += (a[row] ?? 0) * (b[row] ?? 0);
  return sum;
}
