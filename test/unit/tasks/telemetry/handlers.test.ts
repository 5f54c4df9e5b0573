import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { TASKS } from '../../../../tasks/table.ts';
import { endingMeasures } from '../../../../tasks/telemetry/ending-measures.ts';

const FOLDERS = ['tasks/handlers', 'upkeep/handlers'];

const text = (file: string) => readFileSync(file, 'utf8');
const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`)).filter(
  (file) => text(file).includes('export const handler'),
);
const stateOf = (file: string) =>
  basename(file)
    .replace(/\.ts$/, '')
    .replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

it('has a function for each task of the table, whose name is that of its state', () => {
  for (const [name, { state }] of Object.entries(TASKS)) expect(state).toBe(name);
  expect(files.map(stateOf)).toEqual(expect.arrayContaining(Object.keys(TASKS)));
});

it.each(files)('%s logs under the name of its state or schedule', (file) => {
  const name = stateOf(file);
  expect(text(file)).toMatch(
    new RegExp(`export const handler = (stateFunction\\(${name}|(scheduledFunction|entry)\\(\\s*'${name}'),`),
  );
});

// The metrics themselves are tested where they are made; this tests that they are emitted.
it('measures the end of an event', () => {
  expect(TASKS.Close.measure).toBe(endingMeasures);
});

it.each([
  ['upkeep/handlers/sweep.ts', 'sweepMeasures'],
  ['upkeep/handlers/restart-waiting.ts', 'waitingMeasures'],
  ['upkeep/handlers/reprice-due.ts', 'repriceMeasures'],
  ['upkeep/handlers/settle-marks.ts', 'settleMeasures'],
  ['upkeep/handlers/repair-cache.ts', 'repairMeasures'],
])('%s measures its calls by %s', (file, measure) => {
  expect(text(file)).toMatch(new RegExp(`,\\s*${measure},?\\s*\\);\\s*$`));
});

it.each([
  ['upkeep/handlers/check-cache.ts', 'cacheMeasures'],
  ['upkeep/handlers/check-models.ts', 'modelMeasures'],
  ['upkeep/handlers/reconcile-accepted.ts', 'reconcileMeasures'],
  ['upkeep/handlers/watch-moves.ts', 'breakerMeasures'],
])('%s reports by %s', (file, measure) => {
  expect(text(file)).toMatch(new RegExp(`report[\\s\\S]*emit\\(${measure}\\(`));
});
