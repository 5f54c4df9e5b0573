import type { Measure } from '../figures.ts';

/** Every part by name, loaded when it is run. */
export const PARTS: Record<string, () => Promise<Measure>> = {
  engine: async () => (await import('./engine.ts')).measure,
  freshness: async () => (await import('./freshness.ts')).measure,
  growth: async () => (await import('./growth.ts')).measure,
  import: async () => (await import('./import.ts')).measure,
  'hot-product': async () => (await import('./hot-product.ts')).measure,
  lambda: async () => (await import('./lambda.ts')).measure,
  storefront: async () => (await import('./storefront.ts')).measure,
  pipeline: async () => (await import('./pipeline.ts')).measure,
};
