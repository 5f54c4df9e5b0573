#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { chartsOf } from './document/charts.ts';
import { isMet } from './figures.ts';
import { type Report, shown } from './report.ts';

// Puts the figures of docs/performance/results.json into docs/performance.md, and draws its charts.
const folder = new URL('../../docs/performance/', import.meta.url);
const page = new URL('../../docs/performance.md', import.meta.url);
const report = JSON.parse(readFileSync(new URL('results.json', folder), 'utf8')) as Report;

for (const [name, svg] of Object.entries(chartsOf(report))) writeFileSync(new URL(name, folder), svg);

const { machine } = report;
const blocks: Record<string, string> = {
  machine: `${report.at.slice(0, 10)}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}; load before the run ${shown(machine.loadBefore)}.`,
  ...Object.fromEntries(Object.entries(report.parts).map(([name, part]) => [name, tableOf(part)])),
};
const text = readFileSync(page, 'utf8').replaceAll(
  /<!-- (\S+) -->\n[\s\S]*?<!-- end -->/g,
  (block, name: string) =>
    blocks[name] === undefined ? block : `<!-- ${name} -->\n${blocks[name]}\n<!-- end -->`,
);
writeFileSync(page, text);

function tableOf({ figures, notes }: Report['parts'][string]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, goal, better } = figure;
    const met = isMet(figure);
    const wanted =
      met === undefined
        ? ''
        : `${better === 'lower' ? 'at most' : 'at least'} ${shown(goal ?? 0)}${met ? '' : ', **missed**'}`;
    return `| ${name} | ${shown(value)} ${unit} | ${wanted} |`;
  });
  return ['| | | goal |', '|---|--:|---|', ...rows, '', notes.join('  \n')].join('\n');
}
