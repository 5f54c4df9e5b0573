import { expect, it } from 'vitest';
import { repricedText } from '../../../cli/shared/repriced.ts';

it.each([
  [{ repriced: 3, held: {} }, 'live', '3 products are being repriced'],
  [
    { repriced: 0, held: { paused: 12 } },
    'paused',
    '0 products are being repriced; held: 12 paused until the policy is resumed',
  ],
  [
    { repriced: 2, held: { paused: 1, retired: 4 } },
    'live',
    '2 products are being repriced; held: 1 paused until the policy is resumed; 4 retired',
  ],
  [{ repriced: 3, held: {} }, 'shadow', '3 products are being judged; in mode shadow no price changes'],
] as const)('%j in mode %s is told as it is', (emitted, mode, text) => {
  expect(repricedText(emitted, mode)).toBe(text);
});
