/**
 * Poisson deviance of one row, 2 (u ln(u / m) - u + m): 0 when the expected mean equals the units sold, and larger with distance.
 * (McCullagh & Nelder, Generalized Linear Models, 2nd ed., section 2.3.)
 */
export function deviance(units: number, expected: number): number {
  return 2 * ((units > 0 ? units * Math.log(units / expected) : 0) - units + expected);
}

export function totalDeviance(units: Float64Array, expected: (row: number) => number): number {
  let total = 0;
  for (const [row, sold] of units.entries()) total += deviance(sold, expected(row));
  return total;
}

/** Deviance when the mean of these rows is expected in each of them. D2 is relative to it. */
export function nullDeviance(units: Float64Array): number {
  const mean = units.reduce((sum, sold) => sum + sold, 0) / units.length;
  return totalDeviance(units, () => mean);
}

/** Share of the Poisson deviance explained: at most 1, 0 for the mean of these rows, and possibly negative. */
export const explained = (units: Float64Array, expected: Float64Array): number =>
  1 - totalDeviance(units, (row) => expected[row] ?? Number.NaN) / nullDeviance(units);
