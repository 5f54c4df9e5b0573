import { beforeEach, expect, it } from 'vitest';
import type { Trials } from '../../../adapters/trials.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { restartWaiting, type WaitingMessage } from '../../../upkeep/restart-waiting.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { NOW } from '../domain/make.ts';

let started: Record<string, unknown>[];
beforeEach(() => {
  started = [];
});

const message = (id: string, changes: Partial<WaitingMessage> = {}): WaitingMessage => ({
  messageId: id,
  body: JSON.stringify({ id }),
  ...changes,
});
const restart = (messages: WaitingMessage[], away: boolean, changes: Partial<Trials> = {}) =>
  restartWaiting({
    executions: { ...memoryExecutions({ started, away }), ...changes },
    clock: () => NOW,
  })(messages);
const ids = (messages: WaitingMessage[]) => messages.map(({ messageId }) => messageId).sort();

it('starts every event once the first one did not have to wait again', async () => {
  const { restarted, kept } = await restart(
    ['a', 'b', 'c'].map((id) => message(id)),
    false,
  );
  expect(started.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect([ids(restarted), ids(kept)]).toEqual([['a', 'b', 'c'], []]);
});

it('starts one event alone for as long as it has to wait again, and keeps the others', async () => {
  const { restarted, kept } = await restart(
    ['a', 'b', 'c'].map((id) => message(id)),
    true,
  );
  expect(started.map(({ id }) => id)).toEqual(['a']);
  expect([ids(restarted), ids(kept)]).toEqual([['a'], ['b', 'c']]);
});

it('starts what the queue would soon forget, whatever is away, so that it comes back as a new message', async () => {
  const sentAt = (days: number) => ({ sentAt: shift(NOW, -days * DAY_MS) });
  const messages = [message('a'), message('young', sentAt(6)), message('old', sentAt(8))];
  const { restarted, kept } = await restart(messages, true);
  expect([ids(restarted), ids(kept)]).toEqual([['a', 'old'], ['young']]);
});

it('keeps an event that could not be started, and says why', async () => {
  const fault = new Error('throttled');
  const start: Trials['start'] = async ({ id }) => {
    if (id === 'b') throw fault;
    return 'arn';
  };
  const result = await restart(
    ['a', 'b', 'c'].map((id) => message(id)),
    false,
    { start },
  );
  expect([ids(result.restarted), ids(result.kept)]).toEqual([['a', 'c'], ['b']]);
  expect(result.fault).toBe(fault);
});

it('keeps everything where the first one could not be started', async () => {
  const trial = () => Promise.reject(new Error('no Step Functions'));
  await expect(restart([message('a'), message('b')], false, { trial })).rejects.toThrow('no Step Functions');
});

it('makes an event that cannot be read of what is no envelope', async () => {
  await restart([message('a', { body: 'odd' }), message('b', { body: '[1]' })], false);
  expect(started).toEqual([{ detail: 'odd' }, { detail: '[1]' }]);
});
