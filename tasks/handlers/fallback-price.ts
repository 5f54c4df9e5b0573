import { packing } from '../carried.ts';
import { systemClock } from '../clock.ts';
import { FallbackPriceInput, fallbackPrice } from '../fallback-price.ts';
import { entry } from './entry.ts';

export const handler = entry(
  'FallbackPrice',
  FallbackPriceInput,
  packing(fallbackPrice({ clock: systemClock })),
);
