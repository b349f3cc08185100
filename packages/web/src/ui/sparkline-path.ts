export type SparkBox = { readonly width: number; readonly height: number; readonly inset: number };
export type Spark = {
  readonly line: string;
  readonly area: string;
  readonly end: readonly [x: number, y: number];
};

/**
 * A line through the values, scaled to the box from their smallest to their largest; equal values lie in the middle. Null
 * when there are fewer than two.
 */
export function sparkPath(values: readonly number[], { width, height, inset }: SparkBox): Spark | null {
  const last = values.at(-1);
  if (values.length < 2 || last === undefined) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const x = (index: number) => inset + (index / (values.length - 1)) * (width - 2 * inset);
  const y = (value: number) =>
    span === 0 ? height / 2 : height - inset - ((value - low) / span) * (height - 2 * inset);
  const points = values.map((value, index) => `${round(x(index))} ${round(y(value))}`);
  const line = `M${points.join("L")}`;
  return {
    line,
    area: `${line}L${round(x(values.length - 1))} ${height}L${round(x(0))} ${height}Z`,
    end: [round(x(values.length - 1)), round(y(last))],
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
