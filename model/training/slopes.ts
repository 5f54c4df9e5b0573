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

const STEPS = 50;

/**
 * Slope b of Poisson counts with mean exp(a + b x), by Newton's method (McCullagh & Nelder, section 2.5). Unlike a line through
 * logarithms it allows zeros.
 *
 * @returns NaN if it does not converge, for example if all x are equal
 */
export function poissonSlope(x: readonly number[], counts: readonly number[]): number {
  let a = Math.log(counts.reduce((sum, count) => sum + count, 0) / counts.length);
  let b = 0;
  for (let step = 0; step < STEPS; step++) {
    let [gradientA, gradientB, hessianAA, hessianAB, hessianBB] = [0, 0, 0, 0, 0];
    for (const [i, value] of x.entries()) {
      const mean = Math.exp(a + b * value);
      const off = (counts[i] ?? Number.NaN) - mean;
      gradientA += off;
      gradientB += off * value;
      hessianAA += mean;
      hessianAB += mean * value;
      hessianBB += mean * value * value;
    }
    const determinant = hessianAA * hessianBB - hessianAB ** 2;
    if (!(determinant > 1e-9 * hessianAA * hessianBB)) return Number.NaN;
    const stepA = (hessianBB * gradientA - hessianAB * gradientB) / determinant;
    const stepB = (hessianAA * gradientB - hessianAB * gradientA) / determinant;
    a += stepA;
    b += stepB;
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-8) return b;
  }
  return Number.NaN;
}
