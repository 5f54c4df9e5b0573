import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { featureNames, ModelContract } from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import type { Candidate } from '../../../model/training/candidate.ts';
import { estimateSlopes } from '../../../model/training/estimate-slopes.ts';
import { prepare } from '../../../model/training/prepare.ts';
import { makeReport } from '../../../model/training/report.ts';
import { slopeChecks } from '../../../model/training/slope-checks.ts';
import { type Trained, writeArtifact } from '../../../model/training/write-artifact.ts';
import { DAY, folder, linearModel, START, salesFrom } from './make.ts';

/** 12 products, 100 days, with an invalid row and a day without stock. */
async function trained(): Promise<Trained> {
  const rows = Array.from({ length: 12 }, (_, product) =>
    Array.from({ length: 100 }, (_, day) => {
      const date = new Date(START + day * DAY).toISOString().slice(0, 10);
      const name = product === 0 ? '"a, ""b"""' : `P${product}`;
      return `${name},${date},${8 + ((day + product) % 3)},${12 - ((day + product) % 3)},9.99,4.25,${day === 50 ? 0 : 5},${product % 2 === 0 ? 'toys' : 'books'}`;
    }).join('\n'),
  );
  const text = ['sku,date,price,qty,list_price,cost,stock,dept', ...rows, 'x,never,1,1,1,1,1,toys'].join(
    '\n',
  );
  const sales = await salesFrom(text, { dropBadRows: true });
  const prepared = prepare(sales, { holdout: 0.2, fill: true });
  const candidate = (kind: Candidate['kind'], slope: number): Candidate => {
    const json = linearModel(featureNames(prepared.set.features), { log_price_ratio: slope });
    return {
      kind,
      model: loadModel(JSON.parse(json)),
      boosted: { json, rounds: 1, converged: true, xgboostVersion: '1.7.4' },
      baselines: Float64Array.from(sales.products, () => 11 / 24),
      baselinesFor: () => new Float64Array(),
      shifts: Float64Array.from(sales.products, (_, product) => (product === 0 ? -0.25 : 7)),
    };
  };
  const champion = candidate('log-linear', -0.8);
  const slopes = estimateSlopes(prepared.set, prepared.set.training);
  const outcome = {
    champion,
    slopes,
    checks: slopeChecks(slopes),
    halfLifeDays: 91,
    refused: ['Prices were odd.'],
    trial: {
      choice: { kind: 'log-linear' as const, why: 'It is simpler.', lead: { d2: 0, low: 0, high: 0 } },
      explained: { 'log-linear': 0.5, trees: 0.4 },
    },
  };
  return {
    sales,
    set: prepared.set,
    champion,
    slopes,
    ...makeReport('/some/where/my-sales.csv', sales, prepared, outcome),
  };
}

const read = (path: string) => readFileSync(path, 'utf8');

describe('writeArtifact', () => {
  it('writes the model, a contract that parses, the baselines, the card and its charts', async () => {
    const out = join(folder(), 'new', 'artifact');
    const what = await trained();
    await writeArtifact(out, what);
    const contract = ModelContract.parse(JSON.parse(read(join(out, 'contract.json'))));
    expect(contract).toMatchObject({
      kind: 'log-linear',
      categories: ['books', 'toys'],
      interval: 'day',
      promo: false,
      warnings: ['Prices were odd.', ...what.report.refused.slice(1), ...what.report.warnings],
    });
    expect(contract.dispersion).toBe(what.report.dispersion);
    expect(read(join(out, 'model.json'))).toBe(what.champion.boosted.json);
    expect(readdirSync(out).sort()).toEqual([
      'MODEL_CARD.md',
      'baselines.csv',
      'calibration.svg',
      'contract.json',
      'demand-curves.svg',
      'elasticity.svg',
      'explained.svg',
      'model.json',
    ]);
    expect(readdirSync(dirname(out))).toEqual(['artifact']);
  });

  it('writes prices and cost as they are in the data, and quotes where necessary', async () => {
    const out = join(folder(), 'artifact');
    const what = await trained();
    await writeArtifact(out, what);
    const [header, first, second] = read(join(out, 'baselines.csv')).split('\n');
    const sd = Number((what.slopes.own[0]?.error ?? 0).toPrecision(4));
    expect(header).toBe(
      'product,category,list_price,unit_cost,baseline_units_per_hour,elasticity,slope_shift,slope_sd',
    );
    expect(first).toBe(`"a, ""b""",toys,9.99,4.25,0.458333,-1.05,-0.25,${sd}`);
    // The product's field has limits.
    expect(second?.split(',').at(-2)).toBe('5');
  });

  it('reports the rows in card and contract, and only the name of the file', async () => {
    const out = join(folder(), 'artifact');
    const what = await trained();
    await writeArtifact(out, what);
    const card = read(join(out, 'MODEL_CARD.md'));
    expect(what.report).toMatchObject({
      data: {
        file: 'my-sales.csv',
        rowsRead: 1201,
        badRowsDropped: { count: 1 },
        columns: { product: 'sku', stock: 'stock' },
      },
      rows: { training: 948, holdout: 240, filledWithZero: 0, droppedWithoutStock: 12, ranOutOfStock: 12 },
      span: {
        from: '2025-01-01T00:00:00.000Z',
        holdoutFrom: '2025-03-22T00:00:00.000Z',
        to: '2025-04-11T00:00:00.000Z',
      },
      champion: { kind: 'log-linear' },
    });
    expect(card).toContain('- line 1202, column date: "never" is not a time');
    expect(card).toContain(what.report.champion.why);
    expect(card).not.toContain('/some/where');
    expect(read(join(out, 'contract.json'))).not.toContain('/some/where');
  });

  it('keeps other files of the folder', async () => {
    const out = join(folder(), 'artifact');
    mkdirSync(out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    writeFileSync(join(out, 'model.json'), 'old');
    await writeArtifact(out, await trained());
    expect(read(join(out, 'notes.txt'))).toBe('mine');
    expect(read(join(out, 'model.json'))).not.toBe('old');
  });

  it('keeps the old artifact when it fails', async () => {
    const out = join(folder(), 'artifact');
    mkdirSync(out);
    writeFileSync(join(out, 'model.json'), 'old');
    const what = await trained();
    await expect(
      writeArtifact(out, { ...what, report: { ...what.report, priceRatio: { lowest: -1, highest: 1 } } }),
    ).rejects.toThrow();
    expect(readdirSync(out)).toEqual(['model.json']);
    expect(existsSync(out)).toBe(true);
  });
});
