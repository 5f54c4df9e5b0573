import { expect, it } from 'vitest';
import { observeStock } from '../../../domain/demand/sales-rate.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { inForce, NOW } from './make.ts';

const seen = { units: 40, hours: 4, priceHours: 4_000 };

// DynamoDB accepts numbers from 1e-130, and 0.
it.each([1, 10, 18, 22, 40, 60, 400])('a rate can be stored after %d quiet days', (days) => {
  const last = { stock: 5, stockAt: NOW, salesRate: seen, price: inForce(1_000) as { amount: number } };
  for (const stock of [5, 500]) {
    const { units, hours, priceHours } = observeStock(last, { stock, at: shift(NOW, days * DAY_MS) }, 60);
    expect([units, hours, priceHours].every((value) => value === 0 || value > 1e-130)).toBe(true);
  }
});
