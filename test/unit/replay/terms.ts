import { PolicyTerms } from '../../../domain/policy/policy.ts';
import type { Product } from '../../../domain/product/product.ts';
import { DAY_MS, HOUR_MS, shift } from '../../../domain/values/time.ts';
import type { Random } from '../../faults/random.ts';
import { NOW, product } from '../domain/make.ts';

/** The value with this probability in percent, else undefined. */
const often = <Value>(random: Random, percent: number, value: () => Value): Value | undefined =>
  random.chance(percent / 100) ? value() : undefined;

/** Terms of policy `default`: with or without a model, its calibration, each rule and each guardrail. */
export function anyTerms(random: Random): PolicyTerms {
  const { between, below, oneOf } = random;
  const percent = (low: number, high: number) => Math.round(10 * between(low, high)) / 10;
  return PolicyTerms.parse(
    JSON.parse(
      JSON.stringify({
        policyId: 'default',
        model: {
          use: random.chance(0.75),
          candidates: 3 + below(25),
          horizonHours: oneOf([0.5, 6, 24, 200]),
          longestHorizonHours: oneOf([12, 2_160]),
          minimumHours: oneOf([0, 0.25]),
          learn: random.chance(0.8),
          percentOfList: { lowest: percent(40, 90), highest: percent(110, 180) },
          level: { cv: between(0.1, 2), halfLifeHours: often(random, 40, () => between(1, 100)) },
          endpoint: often(random, 30, () => oneOf(['demand', 'hourly'])),
          challenger: often(random, 30, () => 'hourly'),
          calibration: often(random, 40, () => ({
            lowest: oneOf([0.1, 0.5, 0.9]),
            highest: oneOf([1.1, 2, 50]),
            minimumUnits: oneOf([1, 100]),
          })),
        },
        rules: [
          often(random, 40, () => ({ kind: 'keep-price', forMinutes: oneOf([20, 600]) })),
          often(random, 50, () => ({
            kind: 'run-out',
            atMost: 5 + below(60),
            elasticity: between(0.5, 4),
            minimumHours: 0,
            percentOfList: { lowest: 60, highest: 150 },
          })),
          often(random, 60, () => ({
            kind: 'low-stock',
            below: 5 + below(30),
            raisePercent: percent(1, 80),
          })),
          often(random, 60, () => ({ kind: 'overstock', above: 40, discountPercent: percent(1, 70) })),
        ].filter((rule) => rule !== undefined),
        guardrails: anyGuardrails(random, percent),
        breaker: often(random, 30, () => ({
          sharePercent: 50,
          movePercent: 20,
          windowHours: 24,
          minimumProducts: 3,
        })),
        salesRate: { halfLifeMinutes: oneOf([5, 60, 600]) },
        repriceAfterMinutes: oneOf([5, 30]),
        review: often(random, 30, () => ({ secondPersonAbove: { changePercent: percent(1, 30) } })),
      }),
    ),
  );
}

function anyGuardrails(random: Random, percent: (low: number, high: number) => number) {
  const { below, oneOf } = random;
  return {
    reviewJump: often(random, 30, () => ({ ofPriceInForcePercent: percent(10, 60) })),
    cooldown: often(random, 20, () => ({ minutes: oneOf([1, 30]) })),
    priceBand: often(random, 30, () => ({
      percentOfList: { lowest: percent(50, 100), highest: percent(100, 150) },
    })),
    outOfBand: often(random, 30, () => oneOf(['steps', 'review'])),
    emergencyCaps: random.chance(0.2)
      ? [{ id: 'flood', from: shift(NOW, -DAY_MS), maxRaisePercent: percent(0, 20) }]
      : [],
    maxStep: often(random, 50, () => ({ percent: percent(1, 30) })),
    windowBand: often(random, 40, () => ({ percent: percent(5, 50), hours: 1 + below(24) })),
    reversalLimit: often(random, 30, () => ({ max: below(3), windowMinutes: oneOf([30, 600]) })),
    rounding: often(random, 40, () => ({ endings: oneOf([[99], [0, 50], [95, 99]]) })),
    deadBand: often(random, 30, () => ({ percent: percent(0.5, 4) })),
    marginFloor: { minimumMarginPercent: oneOf([0, 10, 33.3]) },
  };
}

/** A product with or without cost, baseline and bounds, and with a sale that ends soon or has ended. */
export function anyProduct(random: Random, productId: string): Product {
  const { below, oneOf } = random;
  const currency = oneOf(['EUR', 'EUR', 'JPY', 'KWD']);
  const listPrice = 500 + below(20_000);
  return product(
    JSON.parse(
      JSON.stringify({
        productId,
        currency,
        listPrice,
        category: oneOf(['kitchen', 'garden']),
        unitCost: random.chance(0.9) ? below(listPrice) : null,
        baselineUnitsPerHour: often(random, 60, () => random.between(0.05, 200)),
        minimumAdvertisedPrice: often(random, 20, () => Math.round(0.8 * listPrice)),
        highestPrice: often(random, 20, () => Math.round(1.2 * listPrice)),
        saleEndsAt: often(random, 40, () => shift(NOW, random.between(-1, 12) * HOUR_MS)),
        nextDeliveryAt: often(random, 20, () => shift(NOW, random.between(-1, 24) * HOUR_MS)),
        replenishmentHours: often(random, 20, () => random.between(1, 48)),
        status: random.chance(0.03) ? 'retired' : 'active',
      }).replace('"unitCost":null,', ''),
    ),
  );
}
