import { type Circumstances, stockOf } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { sightedAt, withSalesSeen } from '../context/sales-seen.ts';
import { type DemandMemory, type Expectation, expectFrom, type Observed } from '../demand/demand-memory.ts';
import { tellLevel } from '../demand/sales.ts';
import { indexAt } from '../proposals/model-proposal.ts';

/** The product's demand memory after this event, for the price in force after it. */
export function learnDemand(
  on: Circumstances,
  proposal: Proposal | undefined,
  priceAfter: number | undefined,
): { demand?: DemandMemory; observed?: Observed } {
  const { memory, observed } = withSalesSeen(on);
  const startFrom = proposal?.demand?.startFrom;
  const sales = startFrom && !tellLevel(memory.sales) ? { ...startFrom, at: on.now } : memory.sales;
  const outlook = {
    next: (stockOf(on) ?? 0) > 0 ? expectationAfter(on, proposal, priceAfter) : undefined,
    seenAt: sightedAt(on),
    before: expectationAt(proposal, on.state.price?.amount),
  };
  const demand = expectFrom({ ...memory, ...(sales ? { sales } : {}) }, on.now, outlook);
  return {
    ...(Object.keys(demand).length > 0 ? { demand } : {}),
    ...(observed ? { observed } : {}),
  };
}

// Without a new answer of the model, the expectation remains valid while the price stays.
const expectationAfter = (
  { state }: Circumstances,
  proposal: Proposal | undefined,
  price: number | undefined,
): Expectation | undefined =>
  expectationAt(proposal, price) ??
  (price !== undefined && price === state.price?.amount ? state.demand?.expectation : undefined);

function expectationAt(proposal: Proposal | undefined, price: number | undefined): Expectation | undefined {
  if (proposal?.demand === undefined || price === undefined) return undefined;
  const index = indexAt(proposal, price);
  const { model, level } = proposal.demand;
  return index === undefined ? undefined : { model, index, unitsPerHour: index * level.unitsPerHour };
}
