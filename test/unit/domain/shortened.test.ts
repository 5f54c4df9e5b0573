import { describe, expect, it } from 'vitest';
import { shortened, shortenedRate } from '../../../domain/demand/shortened.ts';
import { NOW } from './make.ts';

const AFTER_10_MS = 10 / 3_600_000;

describe('learned demand in fewer digits', () => {
  it('still counts the hours of ten milliseconds in a month', () => {
    let indexHours = 30;
    for (let seen = 0; seen < 1_000; seen += 1) {
      const { sales } = shortened({ sales: { units: 100, indexHours: indexHours + AFTER_10_MS, at: NOW } });
      indexHours = sales?.indexHours ?? 0;
    }
    expect((indexHours - 30) / (1_000 * AFTER_10_MS)).toBeCloseTo(1, 1);
  });

  it('still moves the mean log price by a share of it that small', () => {
    const soldAt = { units: -0.05, hours: -0.05 + 1e-7 * 0.1, variance: 0 };
    const { sales } = shortened({ sales: { units: 1, indexHours: 1, at: NOW, soldAt } });
    expect(sales?.soldAt?.hours).toBeGreaterThan(-0.05);
  });

  it('has seven digits of what the next observation replaces', () => {
    const index = 1.9866510105133057;
    const { expectation } = shortened({ expectation: { model: 'demand@1', index, unitsPerHour: index } });
    expect(expectation).toEqual({ model: 'demand@1', index: 1.986651, unitsPerHour: 1.986651 });
  });

  it('keeps tiny numbers above zero', () => {
    const rate = { units: 1.23456789012345e-100, hours: 1e-30, priceHours: 0 };
    expect(shortenedRate(rate)).toEqual({ ...rate, units: 1.23456789e-100 });
  });

  it('has no rate where there was none', () => {
    expect(shortenedRate(undefined)).toBeUndefined();
  });
});
