import { writeFileSync } from 'node:fs';
import { operatorsApi } from '../api/openapi.ts';
import { storefrontApi } from '../storefront/openapi.ts';

/** The OpenAPI documents, by their files in docs/api/. */
export const DOCUMENTS: Record<string, () => object> = {
  'operators.json': operatorsApi,
  'storefront.json': storefrontApi,
};

export const textOf = (document: object): string => `${JSON.stringify(document, null, 1)}\n`;

if (import.meta.main)
  for (const [file, document] of Object.entries(DOCUMENTS))
    writeFileSync(new URL(`api/${file}`, import.meta.url), textOf(document()));
