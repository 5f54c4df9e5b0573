import { percentOfDown } from '../../../domain/money.ts';
import type { EmergencyCap, Policy } from '../../../domain/policy.ts';
import type { Product } from '../../../domain/product.ts';
import type { CapProduct, EmergencyCaps } from '../../contract/reports.ts';
import { priceTimeline } from '../what-if/price-timeline.ts';
import type { ReportNeed } from './need.ts';

/** Under each emergency cap of a policy, what was charged at most for each of its products, and what might have been. */
export async function capReport(need: ReportNeed, policy: Policy): Promise<EmergencyCaps> {
  const caps = policy.guardrails.emergencyCaps.map((cap) => ({ cap, products: [] as CapProduct[] }));
  for await (const product of need.catalog.products())
    if (product.policyId === policy.policyId && product.status === 'active')
      for (const { cap, products } of caps)
        if (holdsFor(cap, product)) products.push(await underCap(need, cap, product));
  return {
    policyId: policy.policyId,
    caps: caps.map(({ cap: { id, from, until, regions, maxRaisePercent }, products }) => ({
      id,
      from,
      ...(until === undefined ? {} : { until }),
      ...(regions === undefined ? {} : { regions }),
      maxRaisePercent,
      ok: products.every(({ ok }) => ok),
      products: products.sort((a, b) => (a.productId < b.productId ? -1 : 1)),
    })),
  };
}

// A product without a region may be sold in any.
const holdsFor = ({ regions }: EmergencyCap, { region }: Product): boolean =>
  regions === undefined || region === undefined || regions.includes(region);

async function underCap(need: ReportNeed, cap: EmergencyCap, product: Product): Promise<CapProduct> {
  const { productId, currency } = product;
  const now = need.clock();
  const until = cap.until !== undefined && cap.until < now ? cap.until : now;
  const [state, changes] = await Promise.all([
    need.priceStates.read(productId),
    cap.from < now ? priceTimeline(need.ledger, productId, { since: cap.from, until: now, before: 0 }) : [],
  ]);
  const under = changes.filter(({ at }) => cap.from <= at && at < until);
  const highest = under.reduce<(typeof under)[number] | undefined>(
    (most, change) => (most === undefined || change.amount > most.amount ? change : most),
    undefined,
  );
  const charged = highest ? { highestCharged: highest.amount, eventId: highest.eventId } : {};
  const frozenPrice = state?.frozenPrices[cap.id];
  if (frozenPrice === undefined)
    return { productId, currency, ...charged, ok: true, note: 'Nothing was decided under the cap yet.' };
  const highestAllowed = percentOfDown(frozenPrice, 100 + cap.maxRaisePercent);
  const ok = highest === undefined || highest.amount <= highestAllowed;
  return { productId, currency, frozenPrice, highestAllowed, ...charged, ok };
}
