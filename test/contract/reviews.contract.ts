import { describe, expect, it } from 'vitest';
import type { Reviews } from '../../adapters/reviews.ts';
import type { Rejection, ReviewDeed, ReviewStep } from '../../domain/review/review.ts';
import { all, at } from './samples.ts';

export const rejection = (reviewId: string, changes: Partial<Rejection> = {}): Rejection => ({
  reviewId,
  productId: 'SKU1',
  productName: 'Kettle',
  rejectedAt: at(0),
  dueAt: at(24 * 60),
  guardrail: 'review-jump',
  why: '60% above the price in force',
  policy: { policyId: 'default', version: 1 },
  context: 4,
  proposed: 1_600,
  currency: 'EUR',
  priceBefore: 1_000 as Rejection['priceBefore'],
  askedBy: [],
  ...changes,
});

/** The steps of a review, in their places, a minute apart. */
export const stepsOf = (
  reviewId: string,
  deeds: ReviewDeed[],
  changes: Partial<Rejection> = {},
): ReviewStep[] =>
  [{ kind: 'opened' as const, by: 'pricewire', rejection: rejection(reviewId, changes) }, ...deeds].map(
    (deed, index) => ({ ...deed, seq: index + 1, at: at(index) }),
  );

const taken: ReviewDeed = { kind: 'taken', by: 'ben', until: at(15) };
const upheld: ReviewDeed = { kind: 'upheld', by: 'ben', reasonCode: 'wrong-data', text: 'Größe vertauscht' };

/** Contract of every store of reviews. `open` creates an empty one; `loseView` adds a step without its view, like a crash. */
export function reviewsContract(
  open: () => Promise<{ reviews: Reviews; addAndDie(reviewId: string, step: ReviewStep): Promise<unknown> }>,
): void {
  const opened = async () => {
    const { reviews } = await open();
    for (const step of stepsOf('e1', [])) await reviews.add('e1', step);
    return reviews;
  };

  it('knows no review that was not opened', async () => {
    const { reviews } = await open();

    expect(await reviews.review('e1')).toBeUndefined();
    expect(await reviews.reviews(['e1'])).toEqual([]);
    expect(await reviews.steps('e1')).toEqual([]);
  });

  it('keeps every step unchanged', async () => {
    const reviews = await opened();
    const steps = stepsOf('e1', [taken, upheld]);
    for (const step of steps.slice(1)) expect(await reviews.add('e1', step)).toBe(true);

    expect(await reviews.steps('e1')).toEqual(steps);
    expect(await reviews.review('e1')).toMatchObject({ queue: 'upheld', steps: 3, decision: { by: 'ben' } });
    expect(await reviews.reviews(['e1', 'e2', 'e1'])).toEqual([await reviews.review('e1')]);
  });

  it('accepts one step in a place, the first', async () => {
    const reviews = await opened();
    const [, second] = stepsOf('e1', [taken]);
    const steps = Array.from(
      { length: 20 },
      (_, each) => ({ ...second, by: `person-${each}` }) as ReviewStep,
    );

    const added = await Promise.all(steps.map((step) => reviews.add('e1', step)));

    expect(added.filter((each) => each)).toHaveLength(1);
    expect((await reviews.review('e1'))?.lock?.by).toBe(`person-${added.indexOf(true)}`);
  });

  it('changes no step', async () => {
    const reviews = await opened();

    expect(await reviews.add('e1', stepsOf('e1', [], { why: 'nothing' })[0] as ReviewStep)).toBe(false);
    expect((await reviews.review('e1'))?.rejection.why).toBe(rejection('e1').why);
  });

  describe('queues', () => {
    const filled = async () => {
      const { reviews, addAndDie } = await open();
      for (const [id, minutes] of [
        ['late', 30],
        ['first', 10],
        ['middle', 20],
      ] as const)
        for (const step of stepsOf(id, [], { dueAt: at(minutes) })) await reviews.add(id, step);
      return { reviews, addAndDie };
    };
    const ids = async (...asked: Parameters<Reviews['queue']>) =>
      (await all((await filled()).reviews.queue(...asked))).map(({ reviewId }) => reviewId);

    it('are in the order of their due times', async () => {
      expect(await ids('open')).toEqual(['first', 'middle', 'late']);
      expect(await ids('upheld')).toEqual([]);
    });

    it('go on from a due time, which is included', async () => {
      expect(await ids('open', at(20))).toEqual(['middle', 'late']);
    });

    it('do not contain a decided review', async () => {
      const { reviews } = await filled();
      await reviews.add('middle', stepsOf('middle', [upheld], { dueAt: at(20) })[1] as ReviewStep);

      expect((await all(reviews.queue('open'))).map(({ reviewId }) => reviewId)).toEqual(['first', 'late']);
      expect(await all(reviews.queue('upheld'))).toEqual([{ reviewId: 'middle', dueAt: at(20) }]);
    });

    it('are counted, also by due time', async () => {
      const { reviews } = await filled();

      expect(await reviews.count('open')).toBe(3);
      expect(await reviews.count('open', at(20))).toBe(1);
      expect(await reviews.count('upheld')).toBe(0);
    });

    it('follow the steps, even if a writer died in between', async () => {
      const { reviews, addAndDie } = await filled();
      await addAndDie('middle', stepsOf('middle', [upheld], { dueAt: at(20) })[1] as ReviewStep);

      expect(await reviews.reviews(['middle'])).toMatchObject([{ queue: 'upheld', steps: 2 }]);
      expect(await reviews.count('upheld')).toBe(1);
    });

    it('contain a review whose writer died after opening it', async () => {
      const { reviews, addAndDie } = await open();
      await addAndDie('e1', stepsOf('e1', [])[0] as ReviewStep);

      expect(await reviews.reviews(['e1'])).toMatchObject([{ queue: 'open' }]);
      expect(await reviews.count('open')).toBe(1);
    });
  });

  it('remembers until when the ledger was searched', async () => {
    const { reviews } = await open();

    expect(await reviews.lookedUntil()).toBeUndefined();
    await reviews.setLookedUntil(at(1));
    await reviews.setLookedUntil(at(2));
    expect(await reviews.lookedUntil()).toBe(at(2));
  });
}
