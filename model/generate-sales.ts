#!/usr/bin/env node
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { byDay, type SaleRow, salesOf, WORLDS, type World } from './sales-world.ts';

const HEADER = 'product,time,price,units,list_price,cost,stock,promo,category';

function* csv(rows: Iterable<SaleRow>, daily: boolean): Generator<string> {
  yield `${HEADER}\n`;
  for (const { product, time, price, units, listPrice, cost, stock, promo, category } of rows) {
    const at = new Date(time).toISOString();
    const when = daily ? at.slice(0, 10) : `${at.slice(0, 19)}Z`;
    const money = [listPrice, cost].map((value) => value.toFixed(2));
    yield `${[product, when, price.toFixed(2), units, ...money, stock, promo ? 1 : 0, category].join(',')}\n`;
  }
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

interface Options {
  out: string;
  seed: number;
  products: number;
  days: number;
  interval: 'hour' | 'day';
  world: World;
}

const { out, seed, products, days, interval, world } = new Command('model:data')
  .description('Writes synthetic sales in the format of model:train.')
  .requiredOption('--out <file>', 'CSV file to write')
  .option('--seed <n>', 'the same seed gives the same sales', count, 1)
  .option('--products <n>', 'how many products', count, 160)
  .option('--days <n>', 'how many days', count, 180)
  .addOption(new Option('--interval <length>', 'what a row is').choices(['hour', 'day']).default('hour'))
  .addOption(new Option('--world <name>', 'how prices come about').choices(WORLDS).default('experiment'))
  .parse()
  .opts<Options>();

mkdirSync(dirname(out), { recursive: true });
const hours = salesOf(seed, products, days, world);
const daily = interval === 'day';
await pipeline(csv(daily ? byDay(hours) : hours, daily), createWriteStream(out));
