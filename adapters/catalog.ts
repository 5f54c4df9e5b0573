import { dynamoModelHealth, type HealthOfModels } from './catalog/model-health.ts';
import { dynamoPolicies, type Policies } from './catalog/policies.ts';
import { dynamoProducts, type Products } from './catalog/products.ts';
import type { Tables } from './dynamo.ts';

/** Products, policies and the health of models: one table. */
export interface Catalog extends Products, Policies, HealthOfModels {}

export const dynamoCatalog = (tables: Tables, table: string, now: () => number): Catalog => ({
  ...dynamoProducts(tables, table),
  ...dynamoPolicies(tables, table, now),
  ...dynamoModelHealth(tables, table, now),
});
