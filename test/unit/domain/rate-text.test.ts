import { expect, it } from 'vitest';
import { rateText } from '../../../domain/values/rate-text.ts';

it.each([
  [11_371.4, '11,370'],
  [300, '300'],
  [2.5, '2.5'],
  [0.041_666, '0.04167'],
  [0.000_000_1, '0.0000001'],
  [3.2e9, '3,200,000,000'],
])('writes %d as %s', (rate, text) => {
  expect(rateText(rate)).toBe(text);
});
