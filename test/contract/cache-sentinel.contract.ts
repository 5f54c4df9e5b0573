import { beforeEach, describe, expect, it } from 'vitest';
import type { CacheSentinel } from '../../adapters/cache-sentinel.ts';

/** A sentinel, and functions that simulate events of its Redis. */
export interface OpenSentinel {
  sentinel: CacheSentinel;
  /** Loses all data. */
  flush(): Promise<void>;
  /** All data continues in another process, as after a failover or a restore. */
  moveToAnotherServer(): Promise<void>;
}

/** Contract of every cache sentinel. `open` creates one in an empty Redis. */
export function cacheSentinelContract(open: () => Promise<OpenSentinel>): void {
  inOneServer(open);

  it('is not valid on another server with the same data', async () => {
    const { sentinel, moveToAnotherServer } = await open();
    await sentinel.complete(await sentinel.begin());

    await moveToAnotherServer();

    expect(await sentinel.isComplete()).toBe(false);
    await sentinel.complete(await sentinel.begin());
    expect(await sentinel.isComplete()).toBe(true);
  });
}

/** The part of the contract that an in-process Redis supports. */
export function inOneServer(open: () => Promise<Omit<OpenSentinel, 'moveToAnotherServer'>>): void {
  let opened: Omit<OpenSentinel, 'moveToAnotherServer'>;
  let sentinel: CacheSentinel;
  beforeEach(async () => {
    opened = await open();
    sentinel = opened.sentinel;
  });

  const fill = async () => expect(await sentinel.complete(await sentinel.begin())).toBe(true);

  it('reports an empty Redis as incomplete', async () => {
    expect(await sentinel.isComplete()).toBe(false);
  });

  it('reports it until the fill is complete', async () => {
    const filling = await sentinel.begin();
    expect(await sentinel.isComplete()).toBe(false);

    await sentinel.complete(filling);

    expect(await sentinel.isComplete()).toBe(true);
    await sentinel.begin();
    expect(await sentinel.isComplete()).toBe(true);
  });

  it('is gone with the data', async () => {
    await fill();

    await opened.flush();

    expect(await sentinel.isComplete()).toBe(false);
  });

  describe('a filling during which the data was lost', () => {
    it('is not complete', async () => {
      const filling = await sentinel.begin();
      await opened.flush();

      expect(await sentinel.complete(filling)).toBe(false);
      expect(await sentinel.isComplete()).toBe(false);
    });

    it('is not complete when another fill has started since', async () => {
      const filling = await sentinel.begin();
      await opened.flush();
      await sentinel.begin();

      expect(await sentinel.complete(filling)).toBe(false);
      expect(await sentinel.isComplete()).toBe(false);
    });
  });

  it('lets two concurrent fills both complete', async () => {
    const [one, other] = [await sentinel.begin(), await sentinel.begin()];

    expect(await sentinel.complete(one)).toBe(true);
    expect(await sentinel.complete(other)).toBe(true);
  });

  it('reports incomplete after forget, until the next fill', async () => {
    await fill();

    await sentinel.forget();

    expect(await sentinel.isComplete()).toBe(false);
    await fill();
    expect(await sentinel.isComplete()).toBe(true);
  });
}
