import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import catalog from '../../../lab/simulation/sample-catalog.json' with { type: 'json' };
import { featureNames, ModelContract } from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import { demandCurve } from '../../../model/training/demand-curve.ts';
import { artifactText } from './artifact.ts';

const model = loadModel(JSON.parse(artifactText('model.json')));
const json = JSON.parse(artifactText('contract.json')) as { features: string[]; trainingDataSha256: string };
const contract = ModelContract.parse(json);

describe('the built-in artifact', () => {
  it('keeps the contract: version, kind and columns are those of the model beside it', () => {
    expect(contract.version).toBe(
      createHash('sha256').update(artifactText('model.json')).digest('hex').slice(0, 12),
    );
    expect(contract.kind).toBe(model.kind);
    expect(contract.warnings).toEqual([]);
    expect(contract.dispersion).toBeLessThan(0.1);
    expect(model.featureNames).toEqual(featureNames(contract));
    expect(json.features).toEqual(featureNames(contract));
  });

  it('has columns for the categories of the demo shop', () => {
    const categories = new Set(catalog.map(({ product }) => product.category));
    expect(contract.categories).toEqual([...categories].sort());
  });

  it('expects about 1 at list price in every category, and less the dearer', () => {
    for (const category of contract.categories) {
      const ratios = Array.from({ length: 9 }, (_, i) => 0.5 + 0.1 * i);
      const curve = demandCurve(model, contract, category, ratios);
      expect(curve[5]).toBeCloseTo(1, 1);
      expect(curve).toEqual(curve.toSorted((a, b) => b - a));
    }
  });

  it('has a baseline for each product', () => {
    const rows: Record<string, string>[] = parse(artifactText('baselines.csv'), { columns: true });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'product',
      'category',
      'list_price',
      'unit_cost',
      'baseline_units_per_hour',
      'elasticity',
      'slope_shift',
      'slope_sd',
    ]);
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      expect(Number(row['baseline_units_per_hour'])).toBeGreaterThan(0);
      expect(Number(row['elasticity'])).toBeLessThan(-0.8);
      expect(Math.abs(Number(row['slope_shift']))).toBeLessThan(3);
      expect(Number(row['slope_sd'])).toBeLessThan(0.5);
    }
  });

  it('has a card that says what it was trained on', () => {
    const card = artifactText('MODEL_CARD.md');
    expect(card).toContain(`# Demand model ${contract.version}`);
    expect(card).toContain(json.trainingDataSha256);
    for (const [, plot = ''] of card.matchAll(/\]\((.*\.svg)\)/g))
      expect(artifactText(plot)).toMatch(/^<svg /);
  });
});
