import { describe, expect, it } from 'vitest';
import { sharingReads } from '../../../adapters/shared-reads.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { priceStatesContract } from '../../contract/price-states.contract.ts';
import { stateAt } from '../../contract/samples.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

describe('price states with shared reads', () =>
  priceStatesContract(async () => {
    const states = memoryPriceStates({});
    return { ...states, read: sharingReads(states.read) };
  }));

/** States whose reads see the revision at their start, and answer or fail when the test says so. */
function slowStates() {
  let revision = 1;
  const answers: ((error?: Error) => void)[] = [];
  const read = (): Promise<PriceState> => {
    const seen = stateAt(revision);
    return new Promise((done, failed) => answers.push((error) => (error ? failed(error) : done(seen))));
  };
  const turned = () => new Promise((done) => setImmediate(done));
  return {
    read: sharingReads(read),
    reads: () => answers.length,
    commit: () => {
      revision += 1;
    },
    async answer(which: number, error?: Error) {
      answers[which]?.(error);
      await turned();
    },
  };
}

describe('reads of one product at a time', () => {
  it('share one read that starts after the one under way', async () => {
    const { read, reads, commit, answer } = slowStates();
    const first = read('SKU1');
    commit();
    const later = [read('SKU1'), read('SKU1'), read('SKU1')];
    expect(reads()).toBe(1);

    await answer(0);
    expect(reads()).toBe(2);
    await answer(1);

    expect((await first)?.revision).toBe(1);
    expect((await Promise.all(later)).map((state) => state?.revision)).toEqual([2, 2, 2]);
  });

  it('see commits from before their call, though another read is under way', async () => {
    const { read, commit, answer } = slowStates();
    void read('SKU1');
    const shared = read('SKU1');
    await answer(0);
    commit();

    const last = read('SKU1');
    await answer(1);
    await answer(2);

    expect((await shared)?.revision).toBe(1);
    expect((await last)?.revision).toBe(2);
  });

  it('continue after a failed read, and fail together if their own fails', async () => {
    const { read, reads, answer } = slowStates();
    const first = read('SKU1');
    const shared = [read('SKU1'), read('SKU1')];
    const failures = Promise.allSettled([first, ...shared]);

    await answer(0, new Error('throttled'));
    await answer(1, new Error('throttled again'));

    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    void read('SKU1');
    expect(reads()).toBe(3);
  });

  it('of different products do not wait for each other', () => {
    const { read, reads } = slowStates();

    void read('SKU1');
    void read('SKU2');

    expect(reads()).toBe(2);
  });
});
