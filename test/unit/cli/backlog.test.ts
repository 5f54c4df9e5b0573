import { describe, expect, it } from 'vitest';
import { backlog } from '../../../cli/replay/backlog.ts';
import type { Api } from '../../../cli/shared/api.ts';

const never = new AbortController().signal;

/** An API whose status reports these numbers of running executions, one after the other. */
function statusOf(...inFlight: (number | undefined)[]) {
  const asked = { times: 0 };
  const api = {
    call: async () => {
      asked.times += 1;
      return { inFlight: inFlight[asked.times - 1] };
    },
  } as unknown as Api;
  return { api, asked };
}
const many = async (room: (signal: AbortSignal) => Promise<void>, events: number, signal = never) => {
  for (let at = 0; at < events; at += 1) await room(signal);
};

describe('the backlog', () => {
  it('is asked for every 100 events', async () => {
    const { api, asked } = statusOf(0, 0, 0);
    await many(backlog(api, 5), 250);
    expect(asked.times).toBe(2);
  });

  it('is waited for until it is no larger than allowed', async () => {
    const { api, asked } = statusOf(7, 6, 5, 9);
    await many(backlog(api, 5), 100);
    expect(asked.times).toBe(3);
  });

  it('is waited for no longer once the replay is interrupted', async () => {
    const { api } = statusOf(...Array<number>(1000).fill(9));
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 20);
    await expect(many(backlog(api, 5), 100, interruption.signal)).resolves.toBeUndefined();
  });

  it('is not waited for when the stack does not tell it', async () => {
    await expect(many(backlog(statusOf(undefined).api, 5), 100)).resolves.toBeUndefined();
  });
});
