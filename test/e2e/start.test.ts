import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SaleSummary } from '../../lab/simulation/summary.ts';

const run = promisify(execFile);
const PRICEWIRE = new URL('../../cli/pricewire.ts', import.meta.url).pathname;

/** Runs a short sale by the command behind `npm start -- --exit --json`. */
async function start(path: string): Promise<{ summary: SaleSummary; said: string }> {
  const data = await mkdtemp(join(tmpdir(), 'pricewire-'));
  onTestFinished(() => rm(data, { recursive: true }));
  const sale = ['up', '--flash-sale', '--seconds', '8', '--visitors', '1000', '--exit', '--json'];
  const { stdout, stderr } = await run(
    process.execPath,
    [PRICEWIRE, ...sale, '--port', '0', '--data', data],
    {
      env: { PATH: path },
    },
  );
  return { summary: JSON.parse(stdout) as SaleSummary, said: stderr };
}

describe.each([
  ['with redis-server on PATH', process.env['PATH'] ?? '', 'redis-server on'],
  ['without redis-server', '', 'ioredis-mock in this process'],
])('npm start %s', (_, path, redis) => {
  it('plays the sale to its end, reports which Redis it used, and gives every event one outcome', async () => {
    const { summary, said } = await start(path);
    const { open = 0, ...outcomes } = summary.outcomes;
    expect(said).toContain(redis);
    expect(open).toBe(0);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(summary.events);
    expect(summary.turnedAway).toBe(0);
    expect(summary.productsMoved).toBeGreaterThan(0);
    expect(summary.revenue.pricewire).toBeGreaterThan(0);
  });
});
