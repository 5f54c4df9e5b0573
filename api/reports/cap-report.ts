import type { EmergencyCap, Policy } from '../../domain/policy/policy.ts';
import type { Product } from '../../domain/product/product.ts';
import { percentOfDown } from '../../domain/values/money.ts';
import { ascending } from '../../domain/values/sorting.ts';
import type { CapProduct, EmergencyCaps } from '../routes/reports.ts';
import type { ReportDeps } from './deps.ts';
import { priceTimeline } from './price-timeline.ts';

/** For each emergency cap of a policy, the highest price charged and the highest allowed price of each product. */
export async function capReport(deps: ReportDeps, policy: Policy): Promise<EmergencyCaps> {
  const caps = policy.guardrails.emergencyCaps.map((cap) => ({ cap, products: [] as CapProduct[] }));
  for await (const product of deps.catalog.products())
    if (product.policyId === policy.policyId && product.status === 'active')
      for (const { cap, products } of caps)
        if (holdsFor(cap, product)) products.push(await underCap(deps, cap, product));
  return {
    policyId: policy.policyId,
    caps: caps.map(({ cap: { id, from, until, regions, maxRaisePercent }, products }) => ({
      id,
      from,
      ...(until === undefined ? {} : { until }),
      ...(regions === undefined ? {} : { regions }),
      maxRaisePercent,
      ok: products.every(({ ok }) => ok),
      products: products.sort(ascending(({ productId }) => productId)),
    })),
  };
}

// A product without a region may be sold in any region.
const holdsFor = ({ regions }: EmergencyCap, { region }: Product): boolean =>
  regions === undefined || region === undefined || regions.includes(region);

async function underCap(deps: ReportDeps, cap: EmergencyCap, product: Product): Promise<CapProduct> {
  const { productId, currency } = product;
  const now = deps.clock();
  const until = cap.until !== undefined && cap.until < now ? cap.until : now;
  const [state, changes] = await Promise.all([
    deps.priceStates.read(productId),
    cap.from < now ? priceTimeline(deps.ledger, productId, { since: cap.from, until: now, before: 0 }) : [],
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
