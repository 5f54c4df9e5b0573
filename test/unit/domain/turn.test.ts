import { expect, it } from 'vitest';
import { turnAt } from '../../../domain/state/turn.ts';
import { shift } from '../../../domain/values/time.ts';
import { NOW } from './make.ts';

const ago = (ms: number) => shift(NOW, -ms);
const turnOf = (eventId: string, ms: number) => ({ eventId, until: shift(NOW, ms) });

it.each([
  ['of a product that nothing was decided for', {}, 'free'],
  ['a while after the last decision', { decidedAt: ago(250) }, 'free'],
  ['shortly after the last decision', { decidedAt: ago(249) }, 'open'],
  ['when the clock of who decided was ahead', { decidedAt: ago(-5_000) }, 'free'],
  [
    'when the clock of who took the turn was ahead',
    { decidedAt: ago(10), turn: turnOf('other', 5_000) },
    'open',
  ],
  ['while another event has the turn', { decidedAt: ago(10), turn: turnOf('other', 1) }, 'taken'],
  [
    'while another event has the turn, long after',
    { decidedAt: ago(900), turn: turnOf('other', 1) },
    'taken',
  ],
  ['of the event that has the turn', { decidedAt: ago(10), turn: turnOf('mine', 1) }, 'free'],
  ['when the turn of another is over', { decidedAt: ago(10), turn: turnOf('other', 0) }, 'open'],
  [
    'when a turn is over that nobody used, long after',
    { decidedAt: ago(900), turn: turnOf('other', 0) },
    'free',
  ],
])('the turn %s', (_, state, turn) => {
  expect(turnAt(state, 'mine', NOW)).toBe(turn);
});
