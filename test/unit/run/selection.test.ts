import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, SUITES } from '../../selection.ts';

const RUN = join(import.meta.dirname, '../../run.ts');

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pricewire-selection-'));
  const files = ['unit/a/money.test.ts', 'unit/a/money-text.test.ts', 'unit/b.test.ts'];
  for (const file of [...files, 'unit/a/support.ts', 'infra/app.test.ts']) {
    const path = join(root, 'test', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const chosen = (...wanted: string[]) => choose(wanted, root);

describe('the arguments of npm test', () => {
  it('choose every suite, if there are none', () => {
    expect(chosen()).toEqual(SUITES.map((suite) => ({ suite, files: [] })));
  });

  it('choose suites by name, in the order in which they run', () => {
    expect(chosen('infra', 'unit')).toEqual([
      { suite: 'unit', files: [] },
      { suite: 'infra', files: [] },
    ]);
  });

  it.each([
    ['a path', 'test/unit/b.test.ts', ['test/unit/b.test.ts']],
    ['a path from here', './test/unit/b.test.ts', ['test/unit/b.test.ts']],
    ['a path without test/', 'unit/b.test.ts', ['test/unit/b.test.ts']],
    ['a folder', 'test/unit/a/', ['test/unit/a/money-text.test.ts', 'test/unit/a/money.test.ts']],
    [
      'the beginning of a path',
      'test/unit/a/mon',
      ['test/unit/a/money-text.test.ts', 'test/unit/a/money.test.ts'],
    ],
  ])('choose files by %s, with their suite', (_name, wanted, files) => {
    expect(chosen(wanted)).toEqual([{ suite: 'unit', files }]);
  });

  it('choose a file by its absolute path', () => {
    expect(chosen(join(root, 'test/infra/app.test.ts'))).toEqual([
      { suite: 'infra', files: ['test/infra/app.test.ts'] },
    ]);
  });

  it('choose files of several suites, each file once', () => {
    expect(chosen('test/infra/app.test.ts', 'test/unit/b', 'unit/b.test.ts')).toEqual([
      { suite: 'unit', files: ['test/unit/b.test.ts'] },
      { suite: 'infra', files: ['test/infra/app.test.ts'] },
    ]);
  });

  it('choose the whole of a suite that is named beside one of its files', () => {
    expect(chosen('test/unit/b.test.ts', 'unit')).toEqual([{ suite: 'unit', files: [] }]);
  });

  it.each(['units', 'test/unit/c.test.ts', 'test/unit/a/support.ts'])(
    'are refused in one line that names the suites: %j',
    (wanted) => {
      const line = `no test file or suite is called ${wanted}; the suites are ${SUITES.join(', ')}`;
      expect(chosen('unit', wanted)).toBe(line);
    },
  );
});

describe('npm test', () => {
  const run = (...wanted: string[]) =>
    spawnSync('node', [RUN, ...wanted], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
    });

  it('ends with the one line, and runs nothing, when a file does not exist', () => {
    const { status, stdout, stderr } = run('test/unit/no-such.test.ts');
    expect({ status, stdout, lines: stderr.trim().split('\n') }).toEqual({
      status: 2,
      stdout: '',
      lines: [expect.stringMatching(/^no test file or suite is called test\/unit\/no-such\.test\.ts; /)],
    });
  });

  it('runs one file with the suite that it finds, and tells how long it took', () => {
    const { status, stdout } = run('test/unit/domain/time');
    expect(stdout).toMatch(/unit.* test\/unit\/domain\/time\.test\.ts/);
    expect(stdout).toMatch(/Test Files.* 1 passed/);
    expect(stdout).toMatch(/\nunit +passed +[\d.]+ s\n$/);
    expect(status).toBe(0);
  });
});
