import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWorker } from '../../../local/services/worker.ts';
import { atTheEnd } from '../stack/support/cleanup.ts';
import { eventually } from '../stack/support/eventually.ts';
import { freshDir } from '../stack/support/scratch.ts';

const FILE = new URL('./support/frail-worker.ts', import.meta.url);

async function frail() {
  const path = await freshDir();
  const lines: string[] = [];
  const start = () =>
    startWorker(
      'the service',
      FILE,
      path,
      0,
      (line) => lines.push(line),
      async (endpoint) => {
        await fetch(endpoint);
      },
    );
  const service = await start();
  atTheEnd(service.stop);
  const end = () => fetch(`${service.endpoint}/end`).catch(() => {});
  return { service, lines, end, broken: join(path, 'broken') };
}

it('a service that ends by itself is restarted on the same port', async () => {
  const { service, lines, end } = await frail();

  await end();

  await eventually(async () => expect(await (await fetch(service.endpoint)).text()).toBe('here'));
  await eventually(() =>
    expect(lines).toEqual(['the service had ended (ENOSPC: no space left on device) and was started again.']),
  );
  expect(service.outage()).toBeUndefined();
});

it('a service that listens but cannot answer does not count as started, and runs as soon as it can', async () => {
  const { service, lines, end, broken } = await frail();
  await writeFile(broken, '');
  await end();

  await eventually(() => expect(lines).toHaveLength(1));
  expect(lines[0]).toMatch(/^the service ended and does not start: .+ Pricewire keeps trying\.$/);
  expect(service.outage()).toMatchObject({ why: expect.any(String) });
  await rm(broken);

  await eventually(async () => expect(await (await fetch(service.endpoint)).text()).toBe('here'));
  await eventually(() => expect(service.outage()).toBeUndefined());
});

it('a service can be stopped while it does not start', async () => {
  const { service, end, broken } = await frail();
  await writeFile(broken, '');
  await end();
  await eventually(() => expect(service.outage()).toBeDefined());

  await service.stop();
});
