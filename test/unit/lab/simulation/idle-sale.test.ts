import { describe, expect, it } from 'vitest';
import { Policy } from '../../../../domain/policy/policy.ts';
import type { Product } from '../../../../domain/product/product.ts';
import { HOUR_MS, shift } from '../../../../domain/values/time.ts';
import { customers } from '../../../../lab/simulation/customers.ts';
import { priceDesk } from '../../../../lab/simulation/policies/price-desk.ts';
import { sampleCatalog, samplePolicy } from '../../../../lab/simulation/sample.ts';
import { readArtifact } from '../../../../local/models.ts';
import { score } from '../../../../model/scorer.ts';
import type { DemandModel } from '../../../../tasks/models.ts';

const START = '2026-11-29T00:00:00.000Z';
const SALE_SECONDS = 45;
const IDLE_HOURS = 4;
const seconds = (count: number): string => shift(START, Math.round(count * 1_000));
const hours = (count: number): string => shift(START, count * HOUR_MS);
const SALE_ENDS = seconds(SALE_SECONDS);

const catalog = sampleCatalog(SALE_ENDS);
const policy = Policy.parse({ ...samplePolicy(), version: 1, mode: 'live' });
const visitors = customers(catalog, 5_000, SALE_SECONDS, 7);
const { model, contract } = await readArtifact(
  'demand',
  new URL('../../../../model/artifact/', import.meta.url),
);

/** The bundled model. Every `every` calls it does not answer in time. */
function outOfBreathEvery(calls: number): DemandModel {
  let call = 0;
  const predict = async (csv: string): Promise<number[]> => {
    call += 1;
    if (call % calls === 0) throw Object.assign(new Error('no answer in time'), { name: 'ModelTimeout' });
    const rows = csv
      .split('\n')
      .map((row) => row.split(',').map((cell) => (cell === '' ? Number.NaN : Number(cell))));
    return score(model, rows).predictions;
  };
  return { endpoint: 'demand', contract, predict };
}

interface Priced {
  at: string;
  fallbackReason: string | undefined;
  level: number | undefined;
}

/** The product's part of the sale, then only the ticks of the schedule for hours. Returns the source of every price. */
async function saleAndSilence(product: Product, startStock: number, model: DemandModel): Promise<Priced[]> {
  const desk = priceDesk({ product, policy, models: [model] });
  const priced: Priced[] = [];
  let [stock, sequence] = [startStock, 0];
  const handle = async (fields: { kind: string } & Record<string, unknown>, at: string) => {
    const event = { productId: product.productId, eventId: `${priced.length}`, acceptedAt: at, ...fields };
    const { proposal } = await desk.handle(event as Parameters<typeof desk.handle>[0], at);
    const level = proposal?.demand?.level.unitsPerHour;
    priced.push({ at, fallbackReason: proposal?.fallbackReason, level });
  };
  const tickUntil = async (until: string) => {
    for (let at = desk.state().repriceAt; at !== undefined && at <= until; at = desk.state().repriceAt)
      await handle({ kind: 'reprice', why: 'time has passed' }, at);
  };
  const tellStock = async (at: string) => {
    sequence += 1;
    await handle({ kind: 'inventory', stock, sequence, occurredAt: at }, at);
  };
  await handle({ kind: 'seed' }, START);
  await tellStock(START);
  for (const { productId, at: second, pays } of visitors) {
    if (productId !== product.productId || stock === 0) continue;
    const at = seconds(second);
    await tickUntil(at);
    if (pays < desk.price()) continue;
    stock -= 1;
    await tellStock(at);
  }
  await tickUntil(hours(IDLE_HOURS));
  return priced;
}

describe('the sample catalog, hours after its sale', () => {
  it.each([
    ['never', Number.POSITIVE_INFINITY],
    ['in each 60th call', 60],
    ['in each 7th call', 7],
  ])(
    'is priced by the model wherever it answers, at a level that fell in the silence, if it fails %s',
    async (_, calls) => {
      const failing = outOfBreathEvery(calls);
      for (const { product, stock } of catalog) {
        const after = (await saleAndSilence(product, stock, failing)).filter(({ at }) => at > SALE_ENDS);
        const reasons = after.flatMap(({ fallbackReason }) => fallbackReason ?? []);
        expect(reasons.filter((reason) => !reason.startsWith('ModelTimeout'))).toEqual([]);

        const late = after.filter(({ at, level }) => level !== undefined && at > hours(1));
        // No sales within the memory: half a unit in 0.0144 hours, at a nightly index of at least 0.2.
        for (const { level } of late) expect(level).toBeLessThan(0.5 / 0.0144 / 0.2);
      }
    },
  );
});
