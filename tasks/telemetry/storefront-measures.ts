import type { Measured } from './measured.ts';

/** An answer from memory, given because no store answered, and its age. */
export const rememberedMeasures = (ageMs: number): Measured => ({
  service: 'storefront',
  counts: { Remembered: 1 },
  seconds: { RememberedAge: Math.round(ageMs / 1000) },
});
