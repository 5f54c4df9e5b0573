import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readPeople } from '../../../cli/people-file.ts';
import { pricewire, serve } from './support.ts';

describe('pricewire console', () => {
  it('tells where the console of a stack is', async () => {
    const stack = await serve();
    const { code, out } = await pricewire(['console', '--url', stack.url]);
    expect([code, out]).toEqual([0, `${stack.url}/console\n`]);
    const { out: json } = await pricewire(['console', '--url', `${stack.url}/`, '--json']);
    expect(JSON.parse(json)).toEqual({ url: `${stack.url}/console` });
    await stack.stop();
  });

  it('says that no stack is there', async () => {
    const { code, err } = await pricewire(['console', '--url', 'http://127.0.0.1:1']);
    expect([code, err]).toEqual([3, expect.stringContaining('no stack at')]);
  });

  it('takes a port that there is', async () => {
    expect((await pricewire(['console', '--port', '70000'])).code).toBe(2);
  });
});

describe('a file of people', () => {
  const dirs: string[] = [];
  afterEach(() => Promise.all(dirs.splice(0).map((dir) => rm(dir, { recursive: true }))));
  async function people(content: unknown) {
    const dir = await mkdtemp(join(tmpdir(), 'pricewire-people-'));
    dirs.push(dir);
    const file = join(dir, 'people.json');
    await writeFile(file, JSON.stringify(content));
    return readPeople(file);
  }

  it('gives each their roles, and everybody that of a viewer', async () => {
    expect(await people([{ id: 'kim', name: 'Kim', roles: ['auditor'] }])).toEqual([
      { id: 'kim', name: 'Kim', roles: ['viewer', 'auditor'] },
    ]);
  });

  it.each([
    [[], 'people.json'],
    [[{ id: 'kim', name: 'Kim', roles: ['boss'] }], '0.roles.0'],
    [[{ id: 'kim' }], '0.name'],
    [{ kim: 'auditor' }, 'expected array'],
  ])('names what is wrong in %j', async (content, said) => {
    await expect(people(content)).rejects.toMatchObject({ code: 2, message: expect.stringContaining(said) });
  });
});
