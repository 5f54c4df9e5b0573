import type { Proposal } from '../context/proposal.ts';
import type { CurvePoint } from '../demand/evidence.ts';
import { tilt } from '../demand/slope.ts';

/** The model's index at any price: between two candidates linear in the logarithms, beyond them by that of the nearest. */
export function indexAt({ curve = [], demand }: Proposal, price: number): number | undefined {
  if (demand === undefined) return undefined;
  if (price === demand.reference.price) return demand.reference.index;
  const { low, high, share } = neighbours(curve, price);
  if (low === undefined || high === undefined) return undefined;
  const unitsPerHour =
    low.unitsPerHour === 0 || high.unitsPerHour === 0
      ? high.unitsPerHour
      : low.unitsPerHour ** (1 - share) * high.unitsPerHour ** share;
  return unitsPerHour / (demand.level.unitsPerHour * tilt(demand.slope, price));
}

/** The expected profit of a price within a curve, in minor units; undefined beyond it. */
export function profitOn(curve: readonly CurvePoint[], price: number): number | undefined {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || price < first.price || price > last.price)
    return undefined;
  const { low = first, high = last, share } = neighbours(curve, price);
  return low.expectedProfit + share * (high.expectedProfit - low.expectedProfit);
}

// The candidates around a price and its position between them in log price. Curves ascend.
function neighbours(curve: readonly CurvePoint[], price: number) {
  const above = curve.findIndex((point) => point.price >= price);
  const high = curve[above] ?? curve.at(-1);
  const low = (above === -1 ? undefined : curve[above - 1]) ?? high;
  const share =
    low === undefined || high === undefined || low.price === high.price
      ? 0
      : Math.log(price / low.price) / Math.log(high.price / low.price);
  return { low, high, share };
}
