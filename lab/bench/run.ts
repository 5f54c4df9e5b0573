import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Measured, Scale } from './figures.ts';
import { PARTS } from './parts/all.ts';
import { partTable, type Report, thisMachine } from './report.ts';

const { quick, json, compare } = new Command('bench')
  .description('Measures the speed of Pricewire, and of simpler alternatives.')
  .argument('[part...]', `which parts: ${Object.keys(PARTS).join(', ')} (default: all)`)
  .option('--quick', 'a small run, to see that it works')
  .option('--json <file>', 'write the results to this file')
  .option('--compare <file>', 'show the changes since the run in this file')
  .action((parts: string[], _options, self: Command) => {
    const unknown = parts.filter((name) => PARTS[name] === undefined);
    if (unknown.length > 0)
      self.error(`there is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  })
  .parse()
  .opts<{ quick?: true; json?: string; compare?: string }>();
const asked = process.argv.slice(2).filter((each) => each in PARTS);
const scale: Scale = quick ? 'quick' : 'full';
const earlier = compare === undefined ? undefined : (JSON.parse(readFileSync(compare, 'utf8')) as Report);

const report: Report = { at: new Date().toISOString(), machine: thisMachine(), scale, parts: {} };
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const started = performance.now();
  const measured = await inChild(name, scale);
  const part = { ...measured, seconds: (performance.now() - started) / 1000 };
  report.parts[name] = part;
  console.log(`${partTable(name, part, earlier)}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

/** A process for each part, so that no part runs in the heap of another. */
function inChild(name: string, size: Scale): Promise<Measured> {
  return new Promise((done, failed) => {
    const child = fork(new URL('part.ts', import.meta.url), [name, size], { execArgv: ['--expose-gc'] });
    let found: Measured | undefined;
    child.on('message', (message) => {
      found = message as Measured;
    });
    child.on('error', failed);
    child.on('exit', (code) =>
      found === undefined || code !== 0 ? failed(new Error(`${name} ended with ${code}`)) : done(found),
    );
  });
}
