import { beforeEach, describe, expect, it } from 'vitest';
import type { CacheSentinel } from '../../adapters/cache-sentinel.ts';

/** A sentinel with what can happen to the Redis that it is in. */
export interface OpenSentinel {
  sentinel: CacheSentinel;
  /** Loses everything. */
  flush(): Promise<void>;
  /** All data goes on in another process, as after a fail-over or a restore. */
  moveToAnotherServer(): Promise<void>;
}

/** What every cache sentinel must do. `open` makes one in an empty Redis. */
export function cacheSentinelContract(open: () => Promise<OpenSentinel>): void {
  inOneServer(open);

  it('does not hold for another server with the same data', async () => {
    const { sentinel, moveToAnotherServer } = await open();
    await sentinel.complete(await sentinel.begin());

    await moveToAnotherServer();

    expect(await sentinel.isComplete()).toBe(false);
    await sentinel.complete(await sentinel.begin());
    expect(await sentinel.isComplete()).toBe(true);
  });
}

/** The part of it that a Redis in this process can be asked for. */
export function inOneServer(open: () => Promise<Omit<OpenSentinel, 'moveToAnotherServer'>>): void {
  let opened: Omit<OpenSentinel, 'moveToAnotherServer'>;
  let sentinel: CacheSentinel;
  beforeEach(async () => {
    opened = await open();
    sentinel = opened.sentinel;
  });

  const fill = async () => expect(await sentinel.complete(await sentinel.begin())).toBe(true);

  it('says that an empty Redis is not complete', async () => {
    expect(await sentinel.isComplete()).toBe(false);
  });

  it('says so until the filling is over, and not again', async () => {
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

    it('is not complete either when another one has begun since', async () => {
      const filling = await sentinel.begin();
      await opened.flush();
      await sentinel.begin();

      expect(await sentinel.complete(filling)).toBe(false);
      expect(await sentinel.isComplete()).toBe(false);
    });
  });

  it('lets two that fill at once both come to their end', async () => {
    const [one, other] = [await sentinel.begin(), await sentinel.begin()];

    expect(await sentinel.complete(one)).toBe(true);
    expect(await sentinel.complete(other)).toBe(true);
  });

  it('forgets, until it is filled again', async () => {
    await fill();

    await sentinel.forget();

    expect(await sentinel.isComplete()).toBe(false);
    await fill();
    expect(await sentinel.isComplete()).toBe(true);
  });
}
