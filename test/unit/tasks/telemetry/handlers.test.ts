import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../../../tasks/handlers/', import.meta.url);
const SHARED = ['clients.ts', 'entry.ts', 'models.ts', 'redis.ts'];

const files = readdirSync(FOLDER).filter((file) => !SHARED.includes(file));
const text = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const stateOf = (file: string) =>
  file.replace(/\.ts$/, '').replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

it.each(files)('%s logs under the name of its state or schedule', (file) => {
  expect(text(file)).toMatch(new RegExp(`export const handler = entry\\(\\s*'${stateOf(file)}',`));
});

// What a task measures is tested where it is put together; here, that it goes out.
it.each([
  ['close.ts', 'endingMeasures'],
  ['sweep.ts', 'sweepMeasures'],
  ['reprice-due.ts', 'repriceMeasures'],
  ['settle-marks.ts', 'settleMeasures'],
  ['repair-cache.ts', 'repairMeasures'],
])('%s measures its calls by %s', (file, measure) => {
  expect(text(file)).toMatch(new RegExp(`,\\s*${measure},\\s*\\);\\s*$`));
});

it.each([
  ['check-cache.ts', 'cacheMeasures'],
  ['check-models.ts', 'modelMeasures'],
  ['watch-moves.ts', 'breakerMeasures'],
])('%s reports by %s', (file, measure) => {
  expect(text(file)).toMatch(new RegExp(`report[\\s\\S]*emit\\(${measure}\\(`));
});
