import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { ROWS } from '../../api/rows.ts';
import { DOCUMENTS, textOf } from '../../docs/openapi.ts';
import { storefrontApp } from '../../storefront/app.ts';
import { STOREFRONT_ROUTES } from '../../storefront/routes.ts';
import { ask, shopWith } from './api/support.ts';

const written = (file: string): string =>
  readFileSync(new URL(`../../docs/api/${file}`, import.meta.url), 'utf8');

describe.each(Object.entries(DOCUMENTS))('docs/api/%s', (file, document) => {
  it('is what the table of routes makes; if not: npm run openapi', () => {
    expect(textOf(document()) === written(file)).toBe(true);
  });

  it('is a valid document of OpenAPI 3.1, whose references all lead somewhere', async () => {
    expect(await faultsIn(document())).toEqual([]);
  });

  it.each([
    ['a field that OpenAPI does not have', '"operationId"', '"operationIdentity"'],
    ['a reference that leads nowhere', '#/components/responses/Refused"', '#/components/responses/None"'],
  ])('would be found faulty for %s', async (_, from, to) => {
    const faulty = JSON.parse(textOf(document()).replace(from, to)) as object;
    expect(await faultsIn(faulty)).not.toEqual([]);
  });

  it('names each operation once, and declares every parameter of its path', () => {
    const operations = Object.entries(pathsOf(document())).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path, parameters = [] } of operations)
      expect(parameters.flatMap(({ in: place, name }) => (place === 'path' ? [`{${name}}`] : []))).toEqual(
        path.match(/\{\w+\}/g) ?? [],
      );
  });
});

interface Operation {
  operationId: string;
  parameters?: { in: string; name: string }[];
}
const pathsOf = (document: object) =>
  (document as { paths: Record<string, Record<string, Operation>> }).paths;

async function faultsIn(document: object): Promise<unknown[]> {
  const { valid, errors } = await new Validator({ strict: false }).validate(textOf(document));
  return [...(valid ? [] : [errors]), ...referencesIn(document).filter((each) => !leads(document, each))];
}

const referencesIn = (document: object): string[] =>
  [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference = '']) => reference);

const leads = (document: object, reference: string): boolean =>
  reference
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document) !==
  undefined;

describe('GET /openapi.json', () => {
  const pathsIn = (names: string[]): string[] => [
    ...new Set(names.map((name) => (name.split(' ')[1] ?? '').replaceAll(/:(\w+)/g, '{$1}'))),
  ];

  it('tells every route of the API to anybody', async () => {
    const { status, body } = await ask(shopWith().api, '/openapi.json', { headers: {} });
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toEqual(pathsIn(ROWS.map(({ name }) => name)));
  });

  it('tells every route of the storefront', async () => {
    const app = storefrontApp({} as Parameters<typeof storefrontApp>[0]);
    const body = (await (await app.request('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(body.paths)).toEqual(pathsIn(Object.keys(STOREFRONT_ROUTES)));
    const served = app.routes.filter(({ method, path }) => method === 'GET' && path !== '/openapi.json');
    expect(served.map(({ path }) => path).sort()).toEqual(
      Object.keys(STOREFRONT_ROUTES)
        .map((name) => name.slice('GET '.length))
        .sort(),
    );
  });
});
