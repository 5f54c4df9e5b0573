import { beforeAll, describe, expect, it } from 'vitest';
import { ELASTICITY } from '../../../model/sales-world.ts';
import { estimateSlopes, type SlopeFit } from '../../../model/training/estimate-slopes.ts';
import { refusals, slopeChecks } from '../../../model/training/slope-checks.ts';
import type { TrainingSet } from '../../../model/training/training-set.ts';
import { worldSet } from './make.ts';

/** The mean of the categories' elasticities. */
const TRUTH = -Object.values(ELASTICITY).reduce((sum, each) => sum + each, 0) / 8;
const estimated = (set: TrainingSet) => estimateSlopes(set, set.training);
const refused = (fit: SlopeFit) => refusals(fit, slopeChecks(fit));

describe('the slopes of an experiment', () => {
  let fit: SlopeFit;
  beforeAll(() => {
    fit = estimated(worldSet('experiment'));
  });

  it('are those of the world, by category', () => {
    expect(fit.all.value).toBeCloseTo(TRUTH, 0);
    for (const [name, { value }] of fit.byCategory)
      expect(Math.abs(value + (ELASTICITY[name] ?? 0))).toBeLessThan(0.45);
  });

  it("are a product's own where its sales say so, and its category's where they hardly do", () => {
    for (const [product, alone] of fit.alone.entries()) {
      const own = fit.own[product]?.value ?? 0;
      const mean = fit.byCategory.get(worldSetCategories[product % 8] ?? '')?.value ?? 0;
      if (alone !== undefined && alone.error < 0.05) expect(own).toBeCloseTo(alone.value, 1);
      if (alone !== undefined) expect((own - mean) * (alone.value - own)).toBeGreaterThanOrEqual(-1e-9);
    }
  });

  it('are not refused', () => {
    expect(refused(fit)).toEqual([]);
  });

  it('leave a dispersion that is as small as the drift of the world', () => {
    expect(fit.dispersion).toBeGreaterThan(0.002);
    expect(fit.dispersion).toBeLessThan(0.03);
  });
});

const worldSetCategories = Object.keys(ELASTICITY);

describe('prices that rise with the season', () => {
  const fit = estimated(worldSet('season'));

  it('do not hide the slope, once days are compared with themselves', () => {
    expect(slopeChecks(fit).withoutTime).toBeGreaterThan(-1);
    expect(Math.abs(fit.all.value - TRUTH)).toBeLessThan(0.2);
  });

  it('are refused, because they followed the demand', () => {
    expect(refused(fit)).toEqual([expect.stringContaining("followed the time's demand")]);
  });
});

describe('prices that follow demand', () => {
  it('are refused without costs', () => {
    const fit = estimated(worldSet('follow', ['cost']));
    expect(fit.all.value).toBeGreaterThan(-1.2);
    expect(fit.instrument).toBeUndefined();
    expect(refused(fit).join()).toContain('elasticity above -1');
    expect(refused(fit).join()).toContain('followed the demand of the time before');
  });

  it('do not hide the slope where costs vary, which are a strong instrument', () => {
    const fit = estimated(worldSet('follow'));
    expect(fit.instrument).toMatchObject({ used: true });
    expect(fit.instrument?.f).toBeGreaterThan(10);
    expect(Math.abs(fit.all.value - TRUTH)).toBeLessThan(0.4);
    expect(refused(fit)).toEqual([]);
  });

  it('are not instrumented by costs that do not move prices', () => {
    const set = worldSet('follow');
    const cost = set.panel.cost.map((_, row) => 5 + ((row * 7919) % 13) / 13);
    const fit = estimated({ ...set, panel: { ...set.panel, cost } });
    expect(fit.instrument).toMatchObject({ used: false, change: Number.NaN });
    expect(refused(fit).join()).toContain('elasticity above -1');
  });
});

describe('stock-outs', () => {
  it('do not flatten the slope where the stock is known', () => {
    const fit = estimated(worldSet('scarce'));
    expect(Math.abs(fit.all.value - TRUTH)).toBeLessThan(0.2);
  });

  it('do where it is not', () => {
    expect(estimated(worldSet('scarce', ['stock'])).all.value).toBeGreaterThan(TRUTH + 0.5);
  });

  it('count with the demand that they hide', () => {
    const set = worldSet('scarce');
    const { demand } = estimated(set);
    for (const row of set.training) {
      const [units = 0, wanted = 0] = [set.panel.units[row], demand[row]];
      if (set.panel.censored[row] === 1) expect(wanted).toBeGreaterThanOrEqual(units);
      else expect(wanted).toBe(units);
    }
  });
});

describe('prices that hardly vary', () => {
  it('are refused', () => {
    const set = worldSet('experiment');
    const price = set.panel.price.map((value, row) => {
      const list = set.panel.listPrice[row] ?? 1;
      return list * (value / list) ** 0.02;
    });
    const fit = estimated({ ...set, panel: { ...set.panel, price } });
    expect(refused(fit).join('\n')).toContain("Products' prices hardly vary");
  });

  it('are refused, by force or not, if all of them move together', () => {
    const set = worldSet('experiment');
    const price = set.panel.price.map((_, row) => {
      const day = Math.floor((set.panel.start[row] ?? 0) / 86_400_000);
      return (set.panel.listPrice[row] ?? 1) * (1 - 0.1 * (day % 4));
    });
    expect(() => estimated({ ...set, panel: { ...set.panel, price } })).toThrow(
      'All products changed their prices at the same times',
    );
  });

  it('are refused before that if there is only one price', () => {
    expect(() => worldSet('fixed')).toThrow('No product has two prices');
  });
});
