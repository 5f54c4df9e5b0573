import { readFileSync } from 'node:fs';
import { PolicyTerms } from '../domain/policy.ts';
import { Product } from '../domain/product.ts';

/** A product of the sample catalog with the stock that it starts the sale with and its share of the shop's visitors. */
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

/** A policy whose times are in seconds and minutes, as fits a sale that lasts less than one. */
export const samplePolicy = (): PolicyTerms => PolicyTerms.parse(read('./sample-policy.json'));
