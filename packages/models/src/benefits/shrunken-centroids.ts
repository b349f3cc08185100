import { must } from "@habitus/kernel";

/** Rows of figures, one row after the other, with the class of each row as a place from 0 on. */
export type Labelled = {
  readonly features: number;
  readonly classes: number;
  readonly values: Float64Array;
  readonly labels: Int32Array;
  /** How many there are of each class, where the rows are some of them and not of every class an equal part; else as many as rows. */
  readonly all?: Float64Array;
};

/**
 * Where the people of each class stand, each figure measured in how far people of one class are apart. Centroids are drawn towards
 * everybody's mean, so that a figure which tells no class from another stops counting.
 */
export type Centroids = {
  readonly features: number;
  readonly classes: number;
  /** One after the other. */
  readonly centroids: Float64Array;
  /** Pooled standard deviation within classes of each figure, and the median of all of them; infinite for a figure that never differs. */
  readonly scale: Float64Array;
  /** Share of each class among all there are. */
  readonly share: Float64Array;
};

/**
 * Nearest shrunken centroids. R. Tibshirani, T. Hastie, B. Narasimhan, G. Chu: Diagnosis of multiple cancer types by shrunken
 * centroids of gene expression, PNAS 99 (2002), and Class prediction by nearest shrunken centroids, Statistical Science 18 (2003),
 * whose `sqrt(1/n_k - 1/n)` is taken.
 * @param data every class has a row.
 * @param shrink by how many standard errors each centroid is drawn to the mean; 0 for plain centroids.
 */
export function fitCentroids(data: Labelled, shrink: number): Centroids {
  const { features, classes, values, labels } = data;
  const rows = labels.length;
  const sizes = new Float64Array(classes);
  const centroids = new Float64Array(classes * features);
  const mean = new Float64Array(features);
  for (const [row, label] of labels.entries()) {
    sizes[label] = (sizes[label] ?? 0) + 1;
    addTo(centroids, label * features, values, row * features, features);
    addTo(mean, 0, values, row * features, features);
  }
  for (let place = 0; place < centroids.length; place++) {
    centroids[place] = (centroids[place] ?? 0) / must(sizes[Math.floor(place / features)], "a class");
  }
  for (let feature = 0; feature < features; feature++) mean[feature] = (mean[feature] ?? 0) / rows;
  const scale = scaleOf({ features, classes, values, labels }, centroids);
  for (let place = 0; place < centroids.length; place++) {
    const feature = place % features;
    const size = must(sizes[Math.floor(place / features)], "a class");
    const unit = (scale[feature] ?? 0) * Math.sqrt(1 / size - 1 / rows);
    centroids[place] = drawn(centroids[place] ?? 0, mean[feature] ?? 0, shrink * unit);
  }
  const all = data.all ?? sizes;
  const total = all.reduce((sum, size) => sum + size, 0);
  return { features, classes, centroids, scale, share: all.map((size) => size / total) };
}

function scaleOf({ features, classes, values, labels }: Labelled, centroids: Float64Array): Float64Array {
  const squares = new Float64Array(features);
  for (const [row, label] of labels.entries()) {
    for (let feature = 0; feature < features; feature++) {
      const off = (values[row * features + feature] ?? 0) - (centroids[label * features + feature] ?? 0);
      squares[feature] = (squares[feature] ?? 0) + off * off;
    }
  }
  const within = squares.map((sum) => Math.sqrt(sum / Math.max(1, labels.length - classes)));
  const usual = median(within);
  return within.map((spread) => (spread + usual > 0 ? spread + usual : Number.POSITIVE_INFINITY));
}

/** As near to the mean as `most` allows, and never beyond it. */
function drawn(value: number, mean: number, most: number): number {
  if (!Number.isFinite(most)) return mean;
  const off = value - mean;
  return mean + Math.sign(off) * Math.max(0, Math.abs(off) - most);
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

function addTo(sum: Float64Array, at: number, from: Float64Array, start: number, count: number): void {
  for (let place = 0; place < count; place++) {
    sum[at + place] = (sum[at + place] ?? 0) + (from[start + place] ?? 0);
  }
}

/** A row held against the centroids; classes as places. */
export type Nearest = {
  readonly first: number;
  readonly second: number;
  /** From the nearest centroid, in pooled standard deviations, on average of a figure. */
  readonly distance: number;
  /** Of the first, among all classes. */
  readonly probability: number;
};

/**
 * The classes of a row by what they are likely to be, with their probabilities: the discriminant score of the paper.
 * @param sharpness what the scores are multiplied with, below 1 where they claim more than turns out.
 */
export function probabilities(
  { features, classes, centroids, scale, share }: Centroids,
  row: ArrayLike<number>,
  sharpness: number,
): Float64Array {
  const scores = Float64Array.from({ length: classes }, (_, label) => {
    return Math.log(share[label] ?? 0) - squaredDistance({ features, centroids, scale }, row, label) / 2;
  });
  const best = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(sharpness * (score - best)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export function nearest(model: Centroids, row: ArrayLike<number>, sharpness: number): Nearest {
  const likely = probabilities(model, row, sharpness);
  const order = [...likely.keys()].sort((a, b) => (likely[b] ?? 0) - (likely[a] ?? 0) || a - b);
  const [first = 0, second = 0] = order;
  const distance = Math.sqrt(squaredDistance(model, row, first) / model.features);
  return { first, second, distance, probability: likely[first] ?? 0 };
}

function squaredDistance(
  { features, centroids, scale }: Pick<Centroids, "features" | "centroids" | "scale">,
  row: ArrayLike<number>,
  label: number,
): number {
  let sum = 0;
  for (let feature = 0; feature < features; feature++) {
    const off = (row[feature] ?? 0) - (centroids[label * features + feature] ?? 0);
    sum += (off / (scale[feature] ?? Number.POSITIVE_INFINITY)) ** 2;
  }
  return sum;
}
