import { expect, it } from 'vitest';
import { subjectOf } from '../../../../tasks/telemetry/subject.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:close:live';
const ARN = 'arn:aws:states:eu-central-1:123456789012:express:pricewire:one:two';

it.each([
  ['an envelope', { envelope: { id: 'e1', detail: { productId: 'SKU1' } }, execution: ARN }],
  ['a parsed event', { event: { eventId: 'e1', productId: 'SKU1' }, execution: ARN }],
  ['an event known by its id', { event: { id: 'e1' }, productId: 'SKU1', execution: ARN }],
  ['ids alone', { eventId: 'e1', productId: 'SKU1', execution: ARN }],
])('reads event, product and execution from %s', (_, payload) => {
  expect(subjectOf(payload, FUNCTION)).toEqual({ eventId: 'e1', productId: 'SKU1', execution: ARN });
});

it('completes an execution that was passed without what it shares with the function', () => {
  expect(subjectOf({ execution: 'pricewire:one:two' }, FUNCTION)).toEqual({ execution: ARN });
});

it('leaves an execution as it is where there is nothing to complete it from', () => {
  expect(subjectOf({ execution: 'pricewire:one:two' })).toEqual({ execution: 'pricewire:one:two' });
});

it.each([
  ['null', null],
  ['a text', 'text'],
  ['a list', [1]],
  ['fields that are no text', { eventId: 7, productId: {}, execution: [], event: 'none', envelope: null }],
  ['empty fields', { eventId: '', event: {}, envelope: { detail: null } }],
])('finds no subject in %s', (_, payload) => {
  expect(subjectOf(payload)).toEqual({});
});

it('cuts what is longer than any name', () => {
  const { eventId } = subjectOf({ envelope: { id: 'x'.repeat(100_000) } });
  expect(eventId).toHaveLength(256);
});
