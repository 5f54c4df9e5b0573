import * as z from 'zod';
import type { PriceModel } from '../adapters/price-model.ts';
import { type Circumstances, Context, salesRateOf, stockOf } from '../domain/circumstances.ts';
import { bestCandidate, candidatePrices } from '../domain/demand.ts';
import { NoCandidates, NoDemandSignal } from '../domain/errors.ts';
import { standingBounds } from '../domain/guardrails/judge.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { percentOf } from '../domain/money.ts';
import { runningSaleEnd } from '../domain/product.ts';
import type { Proposal } from '../domain/proposal.ts';
import { recentSales } from '../domain/sales-rate.ts';
import { elapsedMs, HOUR_MS } from '../domain/time.ts';
import { type DemandContext, FEATURE_CONTRACT_VERSION, featureRow, toCsv } from '../model/features.ts';
import type { Clock } from './clock.ts';

export const PredictPriceInput = z.object({ event: PriceEvent, context: Context });

/**
 * Asks the model for the demand at a grid of candidate prices, in one request, and proposes the one with the best expected
 * profit under the stock left. Throws where the model can't answer; the workflow then asks the rules.
 */
export const predictPrice =
  (need: { model: PriceModel; clock: Clock }) =>
  async ({ event, context }: z.infer<typeof PredictPriceInput>): Promise<Proposal> => {
    const on = { ...context, event, now: need.clock() };
    const { product, policy } = on;
    const sales = recentSales(salesRateOf(on), policy.model.minimumHours);
    if (sales === undefined || sales.unitsPerHour === 0)
      throw new NoDemandSignal('too few sales were seen to scale the demand by');
    const candidates = candidatesFor(on);
    const demand = demandContext(on, sales);
    const rows = candidates.map((price) => featureRow({ ...demand, price }));
    const multipliers = await need.model.predict(toCsv(rows), rows.length, policy.model.timeoutMs);
    const scored = candidates.map((price, at) => ({
      price,
      demandPerHour: (multipliers[at] ?? 0) * sales.unitsPerHour,
    }));
    const { best, curve } = bestCandidate(scored, {
      stock: demand.stock,
      hoursLeft: demand.hoursLeft,
      unitCost: product.unitCost ?? 0,
    });
    return {
      source: 'model',
      amount: best.price,
      currency: product.currency,
      by: need.model.name,
      evidence: {
        ...demand,
        contract: FEATURE_CONTRACT_VERSION,
        objective: product.unitCost === undefined ? 'revenue' : 'profit',
      },
      curve: curve.map((point) => ({
        price: point.price,
        expectedUnits: Number(point.expectedUnits.toFixed(3)),
        expectedProfit: Math.round(point.expectedProfit),
      })),
    };
  };

/** Candidate prices within the policy's share of list and all bounds that no new price may break. */
function candidatesFor(on: Circumstances): number[] {
  const { lowest, highest } = on.policy.model.percentOfList;
  const { lower, upper } = standingBounds(on);
  const from = Math.max(1, percentOf(on.product.listPrice, lowest), lower?.amount ?? 0);
  const to = Math.min(percentOf(on.product.listPrice, highest), upper?.amount ?? Number.POSITIVE_INFINITY);
  if (from > to) throw new NoCandidates(`no candidate price between ${from} and ${to}`);
  return candidatePrices(from, to, on.policy.model.candidates);
}

function demandContext(
  on: Circumstances,
  sales: { unitsPerHour: number; atPrice: number },
): Omit<DemandContext, 'price'> {
  const { product, policy, now } = on;
  const end = runningSaleEnd(product, now);
  return {
    category: product.category,
    listPrice: product.listPrice,
    recentPrice: sales.atPrice,
    stock: stockOf(on) ?? 0,
    recentUnitsPerHour: sales.unitsPerHour,
    hoursLeft: end === undefined ? policy.model.horizonHours : elapsedMs(now, end) / HOUR_MS,
    at: now,
  };
}
