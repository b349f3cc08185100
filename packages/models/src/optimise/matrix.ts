/** The inverse of a symmetric positive definite matrix by Cholesky's factors; null when it is none. */
export function inverseOf(matrix: readonly Float64Array[]): readonly Float64Array[] | null {
  const size = matrix.length;
  const lower = cholesky(matrix);
  if (lower === null) return null;
  const inverse = Array.from({ length: size }, () => new Float64Array(size));
  for (let column = 0; column < size; column++) {
    const solved = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let j = 0; j < i; j++) sum -= get(lower, i, j) * (solved[j] ?? 0);
      solved[i] = sum / get(lower, i, i);
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = solved[i] ?? 0;
      for (let j = i + 1; j < size; j++) sum -= get(lower, j, i) * (solved[j] ?? 0);
      solved[i] = sum / get(lower, i, i);
    }
    for (let i = 0; i < size; i++) setAt(inverse, i, column, solved[i] ?? 0);
  }
  return inverse;
}

/** Lower triangle whose product with its transpose is the matrix; null when the matrix is not positive definite. */
function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] | null {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = get(matrix, i, j);
      for (let n = 0; n < j; n++) sum -= get(lower, i, n) * get(lower, j, n);
      if (i === j && !(sum > 0)) return null;
      setAt(lower, i, j, i === j ? Math.sqrt(sum) : sum / get(lower, j, j));
    }
  }
  return lower;
}

export function get(matrix: readonly Float64Array[], i: number, j: number): number {
  return matrix[i]?.[j] ?? 0;
}

export function setAt(matrix: readonly Float64Array[], i: number, j: number, value: number): void {
  const row = matrix[i];
  if (row !== undefined) row[j] = value;
}
