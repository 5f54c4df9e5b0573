import type { Proposal } from '../context/proposal.ts';
import { expectedUnitsSold } from '../demand/demand.ts';
import { shapeAt } from '../demand/demand-level.ts';
import { LOOKING_AHEAD } from '../demand/last-units.ts';
import { countedOn, tilt } from '../demand/slope.ts';
import { indexAt, profitOn } from './on-curve.ts';

/** The expectation for one price in the time left. Units; minor units of profit, or of revenue without a known cost. */
export interface Expected {
  units: number;
  profit: number;
  /** Whether the model was asked about prices around it; otherwise the nearest candidate's demand is used. */
  asked: boolean;
}

/**
 * The expectation of a proposal's evidence for any price, computed like the curve. Undefined if the model did not make the
 * proposal or the evidence is not enough.
 */
export function expectedAt(proposal: Proposal, price: number): Expected | undefined {
  const { demand, evidence, curve = [] } = proposal;
  const index = indexAt(proposal, price);
  const { stock, hoursLeft, busyness, unitCost } = evidence;
  if (demand === undefined || index === undefined || !isCount(stock)) return undefined;
  if (typeof hoursLeft !== 'number' || typeof busyness !== 'number') return undefined;
  const { level, slope } = demand;
  const mean =
    index * level.unitsPerHour * tilt(slope, price) * countedOn(slope, price) * hoursLeft * busyness;
  const units = expectedUnitsSold(stock, mean, shapeAt(level, slope, price));
  const profit =
    (stock <= LOOKING_AHEAD ? profitOn(curve, price) : undefined) ??
    (price - (typeof unitCost === 'number' ? unitCost : 0)) * units;
  const [lowest, highest] = [curve[0]?.price, curve.at(-1)?.price];
  const asked =
    price === demand.reference.price ||
    (lowest !== undefined && highest !== undefined && lowest <= price && price <= highest);
  return { units, profit, asked };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
