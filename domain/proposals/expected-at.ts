import type { Proposal } from '../context/proposal.ts';
import { expectedUnitsSold } from '../demand/demand.ts';
import { shapeOf } from '../demand/demand-level.ts';
import { indexAt } from './model-proposal.ts';

/** What was expected of one price in the time left. Units; minor units of profit, or of revenue where no cost was known. */
export interface Expected {
  units: number;
  profit: number;
  /** The model was asked about prices around it; beyond those the demand of the nearest is taken. */
  asked: boolean;
}

/**
 * What the evidence of a proposal says of a price that may not have been a candidate: the model's index at it, by the same
 * formula as the curve. Undefined where the model did not make the proposal, or the evidence does not tell enough.
 */
export function expectedAt(proposal: Proposal, price: number): Expected | undefined {
  const { demand, evidence, curve = [] } = proposal;
  const index = indexAt(proposal, price);
  const { stock, hoursLeft, busyness, unitCost } = evidence;
  if (demand === undefined || index === undefined || !isCount(stock)) return undefined;
  if (typeof hoursLeft !== 'number' || typeof busyness !== 'number') return undefined;
  const mean = index * demand.level.unitsPerHour * hoursLeft * busyness;
  const units = expectedUnitsSold(stock, mean, shapeOf(demand.level));
  const profit = (price - (typeof unitCost === 'number' ? unitCost : 0)) * units;
  const [lowest, highest] = [curve[0]?.price, curve.at(-1)?.price];
  const asked =
    price === demand.reference.price ||
    (lowest !== undefined && highest !== undefined && lowest <= price && price <= highest);
  return { units, profit, asked };
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
