import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { byDay, salesOf, type World } from '../../../model/sales-world.ts';
import { COLUMNS, type Panel } from '../../../model/training/panel.ts';
import { prepare } from '../../../model/training/prepare.ts';
import { type ReadOptions, readSales, type Sales } from '../../../model/training/sales-file.ts';
import type { TrainingSet } from '../../../model/training/training-set.ts';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Wednesday. */
export const START = Date.UTC(2025, 0, 1);

/** A folder that is deleted after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'pricewire-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Sales as read from a file with this text. */
export function salesFrom(csv: string, options: Partial<ReadOptions> = {}): Promise<Sales> {
  const path = join(folder(), 'sales.csv');
  writeFileSync(path, csv);
  return readSales(path, { columns: {}, ...options });
}

type Row = Partial<Record<keyof Panel, number>>;

/** A panel of days, with neutral values for missing fields. */
export function panelOf(rows: Row[]): Panel {
  const usual = {
    product: 0,
    start: START,
    units: 1,
    price: 10,
    listPrice: 10,
    promo: 0,
    stock: Number.NaN,
    cost: Number.NaN,
    censored: 0,
  };
  return Object.fromEntries(
    COLUMNS.map((column) => [column, Float64Array.from(rows, (row) => row[column] ?? usual[column])]),
  ) as Record<keyof Panel, Float64Array>;
}

/** The given columns, row by row. */
export const rowsOf = (panel: Panel, ...columns: (keyof Panel)[]): (number | undefined)[][] =>
  Array.from(panel.start, (_, row) => columns.map((column) => panel[column][row]));

/** A set of daily rows, all of them for training by default. */
export function setOf(panel: Panel, change: Partial<TrainingSet> = {}): TrainingSet {
  const products = Math.max(...panel.product) + 1;
  return {
    panel,
    hours: 24,
    products: Array.from({ length: products }, (_, i) => `P${i}`),
    categories: Array<string>(products).fill(''),
    features: { categories: [], interval: 'day', promo: false },
    training: Uint32Array.from(panel.start.keys()),
    chooseOn: 0,
    holdout: new Uint32Array(),
    ...change,
  };
}

/** A set of 80 products over 240 days of a made-up world; `without` are columns that the file lacks. */
export function worldSet(world: World, without: ('cost' | 'stock')[] = []): TrainingSet {
  const rows = [...byDay(salesOf(1, 80, 240, world))];
  const products = [...new Set(rows.map(({ product }) => product))];
  const number = new Map(products.map((name, i) => [name, i]));
  const column = (value: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, value);
  const sales: Sales = {
    mapping: { product: 'product', time: 'time', price: 'price', units: 'units' },
    products,
    categories: products.map((name) => rows.find(({ product }) => product === name)?.category ?? ''),
    unitCosts: products.map(() => Number.NaN),
    product: column(({ product }) => number.get(product) ?? 0),
    time: column(({ time }) => time),
    price: column(({ price }) => price),
    units: column(({ units }) => units),
    listPrice: column(({ listPrice }) => listPrice),
    promo: column(({ promo }) => (promo ? 1 : 0)),
    ...(without.includes('cost') ? {} : { cost: column(({ cost }) => cost) }),
    ...(without.includes('stock') ? {} : { stock: column(({ stock }) => stock) }),
    dropped: { count: 0, first: [] },
    sha256: '',
  };
  return prepare(sales, { holdout: 0.2, fill: false }).set;
}

/** The text of a log-linear model file whose weights are 0 except for these. */
export function linearModel(features: string[], weights: Record<string, number>, bias = 0): string {
  return JSON.stringify({
    version: [1, 7, 4],
    learner: {
      feature_names: features,
      attributes: {},
      learner_model_param: {
        base_score: '1E0',
        num_class: '0',
        num_feature: `${features.length}`,
        num_target: '1',
      },
      objective: { name: 'count:poisson' },
      gradient_booster: {
        name: 'gblinear',
        model: { weights: [...features.map((name) => weights[name] ?? 0), bias] },
      },
    },
  });
}
