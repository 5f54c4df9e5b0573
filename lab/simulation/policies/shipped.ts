import { readFileSync } from 'node:fs';
import { raised } from '../../../domain/context/scarcity.ts';
import { Policy, PolicyTerms } from '../../../domain/policy/policy.ts';
import { percentOfDown, percentOfUp } from '../../../domain/values/money.ts';
import { averageHours, LIST_PRICE, type World } from '../worlds/world.ts';

const FILE = new URL('../../../local/default-policy.json', import.meta.url);

/** The policy that Pricewire ships, as it is after it went live. */
export function shippedPolicy(): Policy {
  const { goLive: _watching, ...terms } = JSON.parse(readFileSync(FILE, 'utf8'));
  return live(PolicyTerms.parse(terms));
}

const live = (terms: PolicyTerms): Policy => Policy.parse({ ...terms, version: 1, mode: 'live' });

/** The shipped policy without one of its bounds, or without all that a policy may leave out. */
export const WITHOUT = {
  band: {
    title: 'the band around the list price and the review of jumps',
    change: (policy, { percentOfList }) =>
      withGuardrails({ ...policy, model: { ...policy.model, percentOfList } }, ['priceBand', 'reviewJump']),
  },
  step: { title: 'max-step', change: (policy) => withGuardrails(policy, ['maxStep']) },
  scarce: {
    title: 'the wider bounds while stock is scarce',
    change: (policy) => withGuardrails(policy, ['whenScarce']),
  },
  window: { title: 'window-band', change: (policy) => withGuardrails(policy, ['windowBand']) },
  reversal: { title: 'reversal-limit', change: (policy) => withGuardrails(policy, ['reversalLimit']) },
  rounding: { title: 'rounding', change: (policy) => withGuardrails(policy, ['rounding']) },
  'dead-band': { title: 'dead-band', change: (policy) => withGuardrails(policy, ['deadBand']) },
  all: {
    title: 'all of these',
    change: (policy, { percentOfList }) =>
      live({
        ...policy,
        model: { ...policy.model, percentOfList },
        guardrails: { emergencyCaps: [], marginFloor: policy.guardrails.marginFloor },
      }),
  },
} as const satisfies Record<string, { title: string; change(policy: Policy, world: World): Policy }>;

const withGuardrails = (policy: Policy, without: readonly (keyof Policy['guardrails'])[]): Policy => ({
  ...policy,
  guardrails: {
    ...policy.guardrails,
    ...Object.fromEntries(without.map((name) => [name, undefined])),
  },
});

/** Every price that the shipped policy lets stand in the world. */
export const shippedPrices = (world: World): number[] =>
  pricesWithin({
    ...world,
    listPrice: LIST_PRICE,
    load: (world.shoppers.rate(LIST_PRICE) * averageHours(world)) / world.stock,
  });

/** Every price, in minor units, that the shipped policy lets stand: within its band and margin, with its endings. */
export function pricesWithin(
  is: Pick<World, 'percentOfList' | 'unitCost'> & { listPrice: number; load?: number },
): number[] {
  const { priceBand, whenScarce, marginFloor, rounding } = shippedPolicy().guardrails;
  const band = priceBand?.percentOfList ?? is.percentOfList;
  const scarce =
    whenScarce && is.load !== undefined
      ? raised(band.highest, whenScarce.highestPercentOfList, whenScarce, is.load)
      : undefined;
  const lowest = Math.max(
    percentOfUp(is.listPrice, Math.max(band.lowest, is.percentOfList.lowest)),
    percentOfUp(is.unitCost, 100 + marginFloor.minimumMarginPercent),
  );
  const highest = percentOfDown(is.listPrice, Math.min(scarce ?? band.highest, is.percentOfList.highest));
  const { endings, modulus } = rounding ?? { endings: [0], modulus: 1 };
  return Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i).filter((price) =>
    endings.includes(price % modulus),
  );
}
