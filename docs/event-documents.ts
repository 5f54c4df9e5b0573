import * as z from 'zod';
import { addressOf, Envelope } from '../domain/events/envelope.ts';
import { EVENT_KINDS, type EventKind, KIND_NAMES } from '../domain/events/index.ts';
import { type Kind, OWN_SOURCE } from '../domain/events/kind.ts';

type Json = Record<string, unknown>;
type Target = 'draft-4' | 'draft-7';

// Without the flag u, which schemas can't set, \p{C} would stand for four characters; these are its control characters.
const CONTROL_CHARACTERS = '\\u0000-\\u001f\\u007f-\\u009f';

/** The JSON Schema of what a sender writes. */
function schemaOf(type: z.ZodType, target: Target): Json {
  const { $schema: _named, ...schema } = z.toJSONSchema(type, {
    target,
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern?.includes('\\p{C}'))
        jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\p{C}', CONTROL_CHARACTERS);
    },
  });
  return schema;
}

/** The event of a kind as EventBridge delivers it, as a Draft 4 schema for its schema registry. */
export function registrySchema(kind: EventKind): Json {
  const { source, detailType, detail, about } = EVENT_KINDS[kind];
  const event = Envelope.omit({ acceptedAt: true }).extend({
    source: z.literal(source),
    'detail-type': z.literal(detailType),
    detail,
  });
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: detailType,
    description: about,
    'x-amazon-events-source': source,
    'x-amazon-events-detail-type': detailType,
    ...schemaOf(event, 'draft-4'),
  };
}

const messageOf = (name: EventKind): Json => {
  const { detailType, detail, about, example }: Kind = EVENT_KINDS[name];
  return {
    name: detailType,
    title: detailType,
    summary: about,
    contentType: 'application/json',
    headers: {
      type: 'object',
      description: 'What the entry of PutEvents names beside its Detail.',
      properties: Object.fromEntries(
        Object.entries(addressOf(name)).map(([field, value]) => [field, { type: 'string', const: value }]),
      ),
      required: ['source', 'detail-type'],
    },
    payload: schemaOf(detail, 'draft-7'),
    examples: [{ headers: addressOf(name), payload: example }],
  };
};

const operationOf = (name: EventKind): Json => ({
  action: 'receive',
  channel: { $ref: '#/channels/bus' },
  summary:
    EVENT_KINDS[name].source === OWN_SOURCE
      ? "Sent by Pricewire itself: the bus denies its source to everybody else's roles."
      : 'Sent by the inventory system.',
  messages: [{ $ref: `#/channels/bus/messages/${EVENT_KINDS[name].detailType}` }],
});

/** The bus as an AsyncAPI 3 document, from Pricewire's side: what it receives. */
export const asyncApi = (): Json => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Pricewire events',
    version: '1.0.0',
    description: 'The events that make Pricewire look at a price. docs/events.md explains them.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  channels: {
    bus: {
      address: 'pricewire',
      description: 'The EventBridge bus. It delivers at least once and in any order.',
      messages: Object.fromEntries(
        KIND_NAMES.map((name) => {
          const { detailType } = EVENT_KINDS[name];
          return [detailType, { $ref: `#/components/messages/${detailType}` }];
        }),
      ),
    },
  },
  operations: Object.fromEntries(
    KIND_NAMES.map((name) => [`receive${EVENT_KINDS[name].detailType}`, operationOf(name)]),
  ),
  components: {
    messages: Object.fromEntries(KIND_NAMES.map((name) => [EVENT_KINDS[name].detailType, messageOf(name)])),
  },
});

/** The files of docs/events, by name. */
export function eventDocuments(): Map<string, string> {
  const documents: [string, Json][] = [
    ...KIND_NAMES.map((name): [string, Json] => [
      `${EVENT_KINDS[name].detailType}.json`,
      registrySchema(name),
    ]),
    ['asyncapi.json', asyncApi()],
  ];
  return new Map(documents.map(([name, json]) => [name, `${JSON.stringify(json, null, 2)}\n`]));
}
