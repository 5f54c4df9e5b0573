import { readFileSync } from 'node:fs';
import { PolicyTerms } from '../../domain/policy/policy.ts';
import { Product } from '../../domain/product/product.ts';

/** A product of the sample catalog, its initial stock and its share of the visitors. */
export interface SampleProduct {
  product: Product;
  stock: number;
  traffic: number;
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

/** The sample catalog, on sale until `saleEndsAt`. */
export const sampleCatalog = (saleEndsAt: string): SampleProduct[] =>
  (read('./sample-catalog.json') as { product: object; stock: number; traffic: number }[]).map((each) => ({
    ...each,
    product: Product.parse({ ...each.product, saleEndsAt }),
  }));

/** A policy with times in seconds and minutes, for a sale of less than one minute. */
export const samplePolicy = (): PolicyTerms => PolicyTerms.parse(read('./sample-policy.json'));
