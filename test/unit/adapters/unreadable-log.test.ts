import { describe, expect, it } from 'vitest';
import { unreadableLog } from '../../../adapters/unreadable-log.ts';
import { UnreadableItem } from '../../../domain/values/errors.ts';

const item = (key: string) => new UnreadableItem('price-state', { key }, 'revision: Invalid input');

function log() {
  const lines: string[] = [];
  const clock = { now: 0 };
  return { lines, clock, ...unreadableLog({ now: () => clock.now, say: (line) => lines.push(line) }) };
}

describe('items that cannot be read', () => {
  it('are reported once each, however often they are read', () => {
    const { lines, note, recent } = log();

    for (const key of ['A', 'B', 'A', 'B']) note(item(key));

    expect(lines).toEqual([
      "An item can't be read: table price-state, key A: revision: Invalid input",
      "An item can't be read: table price-state, key B: revision: Invalid input",
    ]);
    expect(recent()).toHaveLength(2);
  });

  it('are forgotten a quarter of an hour after the last read, and reported again if they come back', () => {
    const { lines, clock, note, recent } = log();
    note(item('A'));
    clock.now = 600_000;
    note(item('A'));
    clock.now = 1_499_999;
    expect(recent()).toHaveLength(1);

    clock.now = 1_500_000;

    expect(recent()).toEqual([]);
    note(item('A'));
    expect(lines).toHaveLength(2);
  });

  it('are named up to a thousand, and listed up to twenty with the number of the others', () => {
    const { lines, note, recent } = log();

    for (let each = 0; each < 1_200; each += 1) note(item(`K${each}`));

    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toBe("More than 1000 items can't be read; further ones are not reported.");
    expect(recent()).toHaveLength(21);
    expect(recent().at(-1)).toBe('and 980 or more others');
  });
});
