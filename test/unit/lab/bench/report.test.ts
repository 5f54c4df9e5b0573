import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../../../lab/bench/document/charts.ts';
import type { Figure } from '../../../../lab/bench/figures.ts';
import { partTable, type Report, shown } from '../../../../lab/bench/report.ts';

const machine = { cpu: 'any', cores: 2, memoryGiB: 8, node: 'v24', loadBefore: 0 };
const figure = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
  name,
  value,
  unit: 'ms',
  better: 'lower',
  ...more,
});
const reportOf = (parts: Record<string, Figure[]>): Report => ({
  at: '2026-11-29T00:00:00.000Z',
  machine,
  scale: 'full',
  parts: Object.fromEntries(
    Object.entries(parts).map(([name, figures]) => [name, { figures, notes: ['a note'], seconds: 1 }]),
  ),
});
const partOf = (figures: Figure[]) => ({ figures, notes: [], seconds: 1 });

describe('the table of a part', () => {
  it('says which goals were missed', () => {
    const table = partTable(
      'part',
      partOf([figure('met', 5, { goal: 5 }), figure('missed', 6, { goal: 5 })]),
    );

    expect(table).toMatch(/met +5 +ms +≤ 5\n/);
    expect(table).toMatch(/missed +6 +ms +≤ 5, missed/);
  });

  it.each([
    [figure('slower', 12), '+20.0% worse'],
    [figure('quicker', 8), '-20.0%'],
    [figure('slower', 10.5), '+5.0%'],
    [figure('fewer', 8, { better: 'higher' }), '-20.0% worse'],
    [figure('only told', 20, { better: undefined as never }), '+100.0%'],
    [figure('not measured before', 8), 'new'],
  ])('shows the change since an earlier run: %o', (now, moved) => {
    const before = now.name === 'not measured before' ? [] : [{ ...now, value: 10 }];

    const table = partTable('part', partOf([now]), reportOf({ part: before }));

    expect(table.split('\n').find((line) => line.startsWith(now.name))).toMatch(
      new RegExp(` ${moved.replace('+', '\\+')}$`),
    );
  });
});

it.each([
  [0.012345, '0.0123'],
  [99.96, '100'],
  [1_234.5, '1235'],
])('shows %f as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

describe('the charts', () => {
  it('are those of the measured parts', () => {
    expect(chartsOf(reportOf({}))).toEqual({});
    expect(Object.keys(chartsOf(reportOf({ growth: [] })))).toEqual([
      'growth-products.svg',
      'growth-rows.svg',
    ]);
  });

  it('show each rate that the stack kept up with', () => {
    const { 'freshness.svg': svg } = chartsOf(
      reportOf({
        freshness: [
          figure('at 10/s, event to Redis p50', 20),
          figure('at 50/s, event to Redis p50', 40),
          figure('at 100/s (too much), event to Redis p50', 9_000),
        ],
      }),
    );

    expect(svg?.match(/p50/g)).toHaveLength(1);
    expect(svg).toContain('>50<');
    expect(svg).not.toContain('>10,000<');
  });
});
