#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import defaultPolicy from '../../local/default-policy.json' with { type: 'json' };
import { ASSUMED, billFor, instanceLines } from './bill.ts';
import { type Measured, measure } from './measure/measure.ts';
import { PRICES } from './prices.ts';
import { type Report, reportText } from './report.ts';
import { ticksAtMost, variants } from './sensitivity.ts';
import { storageOf } from './storage.ts';
import { readDeployed } from './template.ts';

const program = new Command('cost')
  .description(
    'What the pipeline costs on AWS, at list prices: from the synthesized templates, and from a run of the real workflow here.',
  )
  .option('--events <n>', 'events a month', Number, 1_000_000)
  .option('--products <n>', 'products in the catalog', Number, 1000)
  .addOption(new Option('--stage <stage>', 'whose templates').choices(['dev', 'prod']).default('prod'))
  .option('--dynamodb-ms <ms>', 'that a call of DynamoDB takes on AWS', Number, ASSUMED.waitMs.dynamodb)
  .option('--visitors <n>', 'visitors of the sale that is measured; about two in five buy', Number, 1500)
  .option('--hours <n>', 'hours that it lasts, which take no time here', Number, 6)
  .option('--seed <n>', 'of its visitors', Number, 7)
  .option('--save <file>', 'keeps what was measured')
  .option('--from <file>', 'takes what was measured before, and measures nothing')
  .option('--json', 'everything as JSON, with prices and their sources')
  .parse();
const options = program.opts<{
  events: number;
  products: number;
  stage: 'dev' | 'prod';
  dynamodbMs: number;
  visitors: number;
  hours: number;
  seed: number;
  save?: string;
  from?: string;
  json?: true;
}>();
for (const name of ['events', 'products', 'dynamodbMs', 'visitors', 'hours'] as const)
  if (!(options[name] > 0)) program.error(`--${flag(name)} must be a number above 0`);

const measured = options.from
  ? (JSON.parse(readFileSync(options.from, 'utf8')) as Measured)
  : await measureSale();
if (options.save) writeFileSync(options.save, `${JSON.stringify(measured, null, 2)}\n`);

const deployed = await readDeployed(options.stage);
const load = { events: options.events, products: options.products };
const assumed = { ...ASSUMED, waitMs: { ...ASSUMED.waitMs, dynamodb: options.dynamodbMs } };
const report: Report = {
  load,
  stage: options.stage,
  lines: billFor(measured, deployed, load, assumed),
  instances: instanceLines(deployed),
  variants: variants(measured, deployed, load, assumed),
  ticks: ticksAtMost(options.products, defaultPolicy.repriceAfterMinutes),
  measured,
  storage: storageOf(measured, deployed, load),
};
if (options.json) console.log(JSON.stringify({ ...report, deployed, assumed, prices: PRICES }, null, 2));
else console.log(reportText(report));

function flag(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

async function measureSale(): Promise<Measured> {
  const { visitors, hours, seed } = options;
  const bar = new SingleBar({
    format: 'measuring: {value} events | {duration_formatted}',
    stream: process.stderr,
  });
  if (process.stderr.isTTY) bar.start(visitors, 0);
  const found = await measure({ visitors, hours, seed }, (events) => bar.update(events));
  bar.stop();
  return found;
}
