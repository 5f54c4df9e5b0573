import { type Circumstances, stockOf } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { sightedAt, withSalesSeen } from '../context/sales-seen.ts';
import { type DemandMemory, type Expectation, expectFrom, type Observed } from '../demand/demand-memory.ts';
import { spent } from '../demand/explore.ts';
import { tellLevel } from '../demand/sales.ts';
import { logPriceOf, tilt } from '../demand/slope.ts';
import { indexAt } from '../proposals/on-curve.ts';

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
    before: expectationAt(on, proposal, on.state.price?.amount),
  };
  const known = { ...memory, ...(sales ? { sales } : {}), ...exploredAfter(on, proposal) };
  const demand = expectFrom(known, on.now, outlook);
  return {
    ...(Object.keys(demand).length > 0 ? { demand } : {}),
    ...(observed ? { observed } : {}),
  };
}

// Without a new answer of the model, the expectation remains valid while the price stays.
const expectationAfter = (
  on: Circumstances,
  proposal: Proposal | undefined,
  price: number | undefined,
): Expectation | undefined =>
  expectationAt(on, proposal, price) ??
  (price !== undefined && price === on.state.price?.amount ? on.state.demand?.expectation : undefined);

function expectationAt(
  { product }: Circumstances,
  proposal: Proposal | undefined,
  price: number | undefined,
): Expectation | undefined {
  if (proposal?.demand === undefined || price === undefined) return undefined;
  const index = indexAt(proposal, price);
  if (index === undefined) return undefined;
  const { model, level, slope } = proposal.demand;
  const logPrice = logPriceOf(price, product.listPrice);
  return { model, index, unitsPerHour: index * level.unitsPerHour * tilt(slope, price), logPrice };
}

/** The cost of an experiment counts until the next look, also where a guardrail moved or held its price. */
function exploredAfter(
  { state, policy, now }: Circumstances,
  proposal: Proposal | undefined,
): Pick<DemandMemory, 'explored'> {
  const experiment = proposal?.demand?.experiment;
  if (experiment === undefined) return {};
  const loss =
    spent(state.demand?.explored, now) + (experiment.lossPerHour * policy.repriceAfterMinutes) / 60;
  return { explored: { loss, at: now } };
}
