import { describe, expect, it } from 'vitest';
import {
  holderOf,
  isUndecided,
  type Review,
  type ReviewDeed,
  type ReviewQueue,
  reviewOf,
  stateOf,
} from '../../../domain/review/review.ts';
import { rejection, stepsOf } from '../../contract/reviews.contract.ts';
import { at } from '../../contract/samples.ts';

const made = (...deeds: ReviewDeed[]): Review => reviewOf(stepsOf('e1', deeds)) as Review;
const price = (amount: number) => amount as never;
const why = { reasonCode: 'price-is-right', text: 'checked with the shop' };
const taken = (by: string, until = at(30)): ReviewDeed => ({ kind: 'taken', by, until });
const asked: ReviewDeed = { kind: 'release-requested', by: 'ben', ...why, amount: price(1_600) };
const escalated: ReviewDeed = { kind: 'escalated', by: 'ben', reasonCode: 'other', text: 'too large for me' };
const released: ReviewDeed = {
  kind: 'released',
  by: 'cleo',
  first: 'ben',
  ...why,
  amount: price(1_600),
  onPriceRevision: 3,
};
const sent: ReviewDeed = { kind: 'release-sent', by: 'pricewire', eventId: 'r1' };
const settled: ReviewDeed = { kind: 'release-settled', by: 'pricewire', eventId: 'r1', price: price(1_600) };
const lapsed: ReviewDeed = { kind: 'lapsed', by: 'pricewire', text: 'too late' };

describe('a review', () => {
  it('is none without steps, and begins with being opened', () => {
    expect(reviewOf([])).toBeUndefined();
    expect(made()).toEqual({ rejection: rejection('e1'), queue: 'open', steps: 1, escalated: false });
    expect(() => reviewOf(stepsOf('e1', [taken('ben')]).slice(1))).toThrow(RangeError);
  });

  it.each<[string, ReviewDeed[], ReviewQueue, string, boolean]>([
    ['opened', [], 'open', 'open', true],
    ['taken', [taken('ben')], 'taken', 'taken', true],
    ['given back', [taken('ben'), { kind: 'given-back', by: 'ben' }], 'open', 'open', true],
    ['escalated', [escalated], 'escalated', 'escalated', true],
    ['escalated and taken', [escalated, taken('cleo')], 'taken', 'taken', true],
    [
      'escalated, taken and given back',
      [escalated, taken('cleo'), { kind: 'given-back', by: 'cleo' }],
      'escalated',
      'escalated',
      true,
    ],
    ['asked to be released', [asked], 'awaiting-second', 'awaiting-second', true],
    ['refused', [asked, { kind: 'release-refused', by: 'cleo', text: 'no' }], 'open', 'open', true],
    ['released', [asked, released], 'releasing', 'released', false],
    ['released and sent', [asked, released, sent], 'releasing', 'released', false],
    ['released and settled', [asked, released, sent, settled], 'released', 'released', false],
    ['upheld', [{ kind: 'upheld', by: 'ben', ...why }], 'upheld', 'upheld', false],
    ['lapsed', [asked, lapsed], 'lapsed', 'lapsed', false],
    ['released and lapsed', [released, sent, lapsed], 'lapsed', 'lapsed', false],
  ])('that is %s is in its place', (_, deeds, queue, state, undecided) => {
    const review = made(...deeds);

    expect(review.queue).toBe(queue);
    expect(stateOf(review, at(10))).toBe(state);
    expect(isUndecided(review)).toBe(undecided);
    expect(review.steps).toBe(deeds.length + 1);
  });

  it('is held until its lock has run out, and then open again', () => {
    const review = made(taken('ben', at(15)));

    expect(holderOf(review, at(14))).toBe('ben');
    expect(holderOf(review, at(15))).toBeUndefined();
    expect(stateOf(review, at(15))).toBe('open');
    expect(stateOf(made(escalated, taken('ben', at(15))), at(15))).toBe('escalated');
  });

  it('is held by nobody once it is decided', () => {
    expect(holderOf(made(taken('ben'), { kind: 'upheld', by: 'ben', ...why }), at(2))).toBeUndefined();
  });

  it('knows both people who released it, every event of it, and what came of it', () => {
    expect(made(asked, released, sent, { ...sent, eventId: 'r2' }, settled).release).toEqual({
      by: 'cleo',
      first: 'ben',
      at: at(2),
      amount: 1_600,
      onPriceRevision: 3,
      text: why.text,
      eventIds: ['r1', 'r2'],
      settled: { eventId: 'r1', price: 1_600 },
    });
  });
});
