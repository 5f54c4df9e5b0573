import { describe, expect, it } from 'vitest';
import { measuredRoom } from '../../../local/measured-room.ts';

const LIMIT_MS = 5_000;

/** A room of at most 48 and at least 4, and a clock that is moved by hand. */
function roomOf() {
  let now = 0;
  const { room, taken } = measuredRoom({ most: 48, least: 4 }, () => now);
  return {
    room,
    pass(ms: number) {
      now += ms;
    },
    /** Tasks that have just ended. */
    ended(tookMs: number, count = 1) {
      for (let at = 0; at < count; at += 1) taken({ startedAt: now - tookMs, tookMs, limitMs: LIMIT_MS });
    },
  };
}

describe('the room for executions', () => {
  it('is the maximum while tasks are quick', () => {
    const { room, ended } = roomOf();
    ended(50, 1_000);

    expect(room()).toEqual({ atOnce: 48, ofOneKey: 8 });
  });

  it('is halved when a task comes near its time-out, once for all running tasks', () => {
    const { room, pass, ended } = roomOf();
    pass(10_000);
    ended(2_000, 48);

    expect(room()).toEqual({ atOnce: 24, ofOneKey: 4 });
  });

  it('shrinks until tasks are quick enough, but not below the minimum', () => {
    const { room, pass, ended } = roomOf();
    for (let at = 0; at < 10; at += 1) {
      pass(10_000);
      ended(LIMIT_MS);
    }

    expect(room()).toEqual({ atOnce: 4, ofOneKey: 1 });
  });

  it('grows by one for as many quick tasks as run at once, up to the maximum', () => {
    const { room, pass, ended } = roomOf();
    pass(10_000);
    ended(LIMIT_MS);
    ended(50, 25);
    const grown = room().atOnce;
    ended(50, 2_000);

    expect([grown, room().atOnce]).toEqual([25, 48]);
  });

  it('does not change for tasks that are neither slow nor quick', () => {
    const { room, pass, ended } = roomOf();
    pass(10_000);
    ended(LIMIT_MS);
    ended(500, 1_000);

    expect(room().atOnce).toBe(24);
  });
});
