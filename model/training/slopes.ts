/** Slope of the least-squares line of y over x. */
export function lineSlope(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let across = 0;
  let along = 0;
  for (const [i, value] of x.entries()) {
    across += (value - meanX) * ((y[i] ?? Number.NaN) - meanY);
    along += (value - meanX) ** 2;
  }
  return across / along;
}
