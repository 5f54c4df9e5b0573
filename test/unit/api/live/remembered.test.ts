import { expect, it } from 'vitest';
import { remembered } from '../../../../api/live/remembered.ts';

it('asks once for many that ask at a time, and again when the answer is old', async () => {
  let [now, asked] = [0, 0];
  const ask = remembered(
    100,
    () => now,
    async () => ++asked,
  );
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  now = 99;
  expect(await ask()).toBe(1);
  now = 100;
  expect(await ask()).toBe(2);
});

it('remembers no failure', async () => {
  let asked = 0;
  const ask = remembered(
    100,
    () => 0,
    async () => {
      asked += 1;
      if (asked === 1) throw new Error('down');
      return 'up';
    },
  );
  await expect(ask()).rejects.toThrow('down');
  expect(await ask()).toBe('up');
});
