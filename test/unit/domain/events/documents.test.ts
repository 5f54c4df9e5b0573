import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject } from 'ajv';
import draft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asyncApi, eventDocuments, registrySchema } from '../../../../docs/event-documents.ts';
import { parseEvent, toEnvelope } from '../../../../domain/events/envelope.ts';
import { EVENT_KINDS, KIND_NAMES } from '../../../../domain/events/index.ts';
import { everyEvent } from '../make.ts';

const folder = new URL('../../../../docs/events/', import.meta.url);
const documents = eventDocuments();

it('docs/events holds the documents of the table, and no others', () => {
  expect(readdirSync(folder).toSorted()).toEqual([...documents.keys()].toSorted());
});

it.each([...documents])('docs/events/%s is what `npm run docs:events` writes', (name, text) => {
  expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
});

/** A check of events by the schema of their kind. */
function checkBy(schema: object): (event: unknown) => boolean {
  const ajv = new draft4.default({ strict: false });
  formats.default(ajv);
  const check = ajv.compile(schema);
  return (event) => check(event) === true;
}

describe.each(everyEvent())('the schema of a $kind', (event) => {
  const takes = checkBy(registrySchema(event.kind));
  const envelope = toEnvelope(event);
  const { detail } = envelope as { detail: Record<string, unknown> };

  it('takes an event as EventBridge delivers it', () => {
    const delivered = { account: '123456789012', region: 'eu-central-1', resources: [], ...envelope };
    expect(parseEvent(delivered).ok).toBe(true);
    expect(takes(delivered)).toBe(true);
  });

  it('takes the example of its kind', () => {
    const example = { ...envelope, detail: EVENT_KINDS[event.kind].example };
    expect(parseEvent(example).ok).toBe(true);
    expect(takes(example)).toBe(true);
  });

  it.each(Object.keys(detail))('refuses one without %s, as we do', (field) => {
    const without = JSON.parse(JSON.stringify({ ...envelope, detail: { ...detail, [field]: undefined } }));
    expect(parseEvent(without).ok).toBe(false);
    expect(takes(without)).toBe(false);
  });

  it.each([{ source: 'elsewhere' }, { 'detail-type': 'Other' }, { id: '' }, { time: 'now' }, { detail: [] }])(
    'refuses one with %j, as we do',
    (wrong) => {
      expect(parseEvent({ ...envelope, ...wrong }).ok).toBe(false);
      expect(takes({ ...envelope, ...wrong })).toBe(false);
    },
  );

  // Without the flag u, \p{C} would forbid the letters p and C.
  it.each([
    ['Cap-p', true],
    ['', false],
    ['a b', true],
    [' a', false],
    ['a\n', false],
    ['a{b}', false],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
  ])('reads the product id %j as we do', (productId, isTaken) => {
    const named = { ...envelope, detail: { ...detail, productId } };
    expect(parseEvent(named).ok).toBe(isTaken);
    expect(takes(named)).toBe(isTaken);
  });
});

describe('the AsyncAPI document', () => {
  const published = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as AnySchemaObject;
  // The published schema contains that of JSON Schema.
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  formats.default(ajv);
  const check = ajv.compile(published);

  it('keeps to the published schema of AsyncAPI 3', () => {
    check(asyncApi());
    expect(check.errors ?? []).toEqual([]);
  });

  it('is held to a schema that refuses what is no such document', () => {
    expect(check({ ...asyncApi(), operations: { send: { action: 'emit' } } })).toBe(false);
    expect(check({ ...asyncApi(), info: {} })).toBe(false);
  });

  it('refers to nothing that it does not hold', () => {
    const document = asyncApi();
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    const held = (path: string) =>
      path
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);

    expect(refs.length).toBeGreaterThan(KIND_NAMES.length);
    expect(refs.filter((path) => held(path) === undefined)).toEqual([]);
  });

  it.each(KIND_NAMES)('has an operation and a payload for a %s, which takes its example', (kind) => {
    const { detailType, example } = EVENT_KINDS[kind];
    const { operations, components } = asyncApi() as {
      operations: Record<string, unknown>;
      components: { messages: Record<string, { payload: AnySchemaObject }> };
    };
    const payload = components.messages[detailType]?.payload;

    expect(operations[`receive${detailType}`]).toBeDefined();
    expect(payload && ajv.validate(payload, example)).toBe(true);
    expect(payload && ajv.validate(payload, {})).toBe(false);
  });
});
