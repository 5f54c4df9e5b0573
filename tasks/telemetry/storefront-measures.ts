import type { Measured } from './measured.ts';

/** An answer that nobody could be asked for, and its age. */
export const rememberedMeasures = (ageMs: number): Measured => ({
  service: 'storefront',
  counts: { Remembered: 1 },
  seconds: { RememberedAge: Math.round(ageMs / 1000) },
});
