import { expect, it } from 'vitest';
import type { HistoryPoint } from '../../../api/routes/products.ts';
import { stockOver } from '../../../console/web/src/product/stock-over.ts';

const point = (at: string, outcome: HistoryPoint['outcome'], stock?: number): HistoryPoint => ({
  at,
  eventId: at,
  outcome,
  ...(stock === undefined ? {} : { stock }),
});

it('plots the stock that was taken over, up to the last event, and nothing that late or broken events say', () => {
  const points = [
    point('1', 'priced'),
    point('2', 'priced', 50),
    point('3', 'superseded', 80),
    point('4', 'rejected', 40),
    point('5', 'dead-lettered', 1_000_000),
    point('6', 'open', 30),
    point('7', 'held'),
  ];

  expect(stockOver(points)).toEqual([
    ['2', 50],
    ['3', 50],
    ['4', 40],
    ['5', 40],
    ['6', 40],
    ['7', 40],
  ]);
});
