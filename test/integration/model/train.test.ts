import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelContract } from '../../../model/features.ts';
import { packageModel } from '../../../model/package-model.ts';
import { seededRandom } from '../../../model/random.ts';
import { loadModel, score } from '../../../model/scorer.ts';
import { demandCurve } from '../../../model/training/demand-curve.ts';
import { findPython } from '../../../model/training/python.ts';

const run = promisify(execFile);
const SCRIPT = new URL('../../../model/train.ts', import.meta.url).pathname;
const python = await findPython(undefined).catch(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'pricewire-train-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Daily sales of 60 products in two departments. At a share r of the list price their demand is `demand(r, dept)`. */
function salesCsv(demand: (ratio: number, dept: string) => number): string {
  const random = seededRandom(11);
  const rows = ['Item;Day;Price;Qty;RRP;Dept'];
  for (let item = 0; item < 60; item++) {
    const dept = item % 2 === 0 ? 'tools' : 'toys';
    const [list, base] = [random.logUniform(5, 100), random.logUniform(2, 40)];
    for (let day = 0; day < 150; day++) {
      const ratio = random.logUniform(0.6, 1.2);
      const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10);
      const units = random.poisson(base * demand(ratio, dept));
      rows.push(`I${item};${date};${(ratio * list).toFixed(4)};${units};${list.toFixed(4)};${dept}`);
    }
  }
  return rows.join('\n');
}

async function train(name: string, csv: string, ...more: string[]) {
  const data = join(folder, `${name}.csv`);
  writeFileSync(data, csv);
  const out = join(folder, name);
  const args = [SCRIPT, '--data', data, '--out', out, ...more];
  const { code, said } = await run(process.execPath, args).then(
    ({ stderr }) => ({ code: 0, said: stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
  return { code, said, out };
}

function artifact(out: string) {
  const json: unknown = JSON.parse(readFileSync(join(out, 'contract.json'), 'utf8'));
  return {
    contract: ModelContract.parse(json),
    training: (json as { training: { champion: { why: string }; compared: Record<string, number> } })
      .training,
    model: loadModel(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'))),
  };
}

describe.skipIf(python === undefined)('model:train, with a Python that has XGBoost 1.7', () => {
  const ELASTICITY: Record<string, number> = { tools: -1.4, toys: -2.8 };
  let logLinear: Awaited<ReturnType<typeof train>>;
  let kinked: Awaited<ReturnType<typeof train>>;

  beforeAll(async () => {
    logLinear = await train(
      'log-linear',
      salesCsv((ratio, dept) => ratio ** (ELASTICITY[dept] ?? 0)),
    );
    kinked = await train(
      'kinked',
      salesCsv((ratio) => (ratio < 0.8 ? 3 : ratio < 1 ? 1 : 0.3)),
    );
  });

  it('recovers the elasticities of a log-linear world, with the log-linear model', () => {
    expect(logLinear.code).toBe(0);
    const { contract, model } = artifact(logLinear.out);
    expect(contract).toMatchObject({
      kind: 'log-linear',
      interval: 'day',
      categories: ['tools', 'toys'],
      promo: false,
    });
    for (const [dept, elasticity] of Object.entries(ELASTICITY)) {
      const [cheap = 0, list = 0] = demandCurve(model, contract, dept, [0.6, 1]);
      expect(Math.log(cheap / list) / Math.log(0.6)).toBeCloseTo(elasticity, 1);
      expect(list).toBeCloseTo(1, 1);
    }
  });

  it('recovers the baselines', () => {
    const random = seededRandom(11);
    const lines = readFileSync(join(logLinear.out, 'baselines.csv'), 'utf8').split('\n').slice(1);
    random.logUniform(5, 100);
    const base = random.logUniform(2, 40);
    expect(Number(lines[0]?.split(',')[4]) / (base / 24)).toBeCloseTo(1, 1);
  });

  it('chooses trees for demand with kinks, and says why', () => {
    const { contract, training } = artifact(kinked.out);
    expect(contract.kind).toBe('trees');
    expect(training.champion.why).toContain('by more than chance');
    expect(training.compared['trees']).toBeGreaterThan((training.compared['log-linear'] ?? 1) + 0.01);
  });

  it('writes the same files for the same data', async () => {
    const again = await train('again', readFileSync(join(folder, 'kinked.csv'), 'utf8'));
    expect(readFileSync(join(again.out, 'model.json'))).toEqual(readFileSync(join(kinked.out, 'model.json')));
    expect(readFileSync(join(again.out, 'baselines.csv'))).toEqual(
      readFileSync(join(kinked.out, 'baselines.csv')),
    );
  });

  it.each(['log-linear', 'kinked'])(
    'packs a model (%s) that XGBoost loads and scores as the scorer does',
    async (name) => {
      const out = join(folder, name);
      const { model } = artifact(out);
      writeFileSync(join(out, 'model.tar.gz'), await packageModel(out));
      const row = Array.from({ length: model.featureCount }, (_, i) => (i % 3 === 0 ? -0.1 * i : 0));
      const script = `
import json, sys, tarfile, xgboost, numpy
with tarfile.open(sys.argv[1]) as tar: tar.extractall(sys.argv[2])
booster = xgboost.Booster(model_file=sys.argv[2] + "/model.json")
rows = xgboost.DMatrix(numpy.array([json.loads(sys.argv[3])]), feature_names=booster.feature_names)
print(booster.predict(rows)[0])`;
      const unpacked = join(folder, `${name}-unpacked`);
      mkdirSync(unpacked);
      const args = ['-c', script, join(out, 'model.tar.gz'), unpacked, JSON.stringify(row)];
      const { stdout } = await run(python ?? '', args);
      expect(readdirSync(unpacked)).toEqual(['model.json']);
      expect(Number(stdout) / (score(model, [row]).predictions[0] ?? 0)).toBeCloseTo(1, 5);
    },
  );

  it('fails with the lines of bad rows, and keeps the old artifact', async () => {
    const before = readFileSync(join(logLinear.out, 'contract.json'));
    const text = readFileSync(join(folder, 'log-linear.csv'), 'utf8').replace(
      'I0;2025-01-03;',
      'I0;yesterday;',
    );
    const { code, said } = await train('log-linear', text);
    expect(code).toBe(1);
    expect(said).toContain('line 4, column Day: "yesterday" is not a time');
    expect(readFileSync(join(logLinear.out, 'contract.json'))).toEqual(before);
  });

  it('refuses demand that hardly falls with the price, and writes it by force with the reasons', async () => {
    const csv = salesCsv((ratio) => ratio ** -0.5);
    const { code, said, out } = await train('inelastic', csv);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/The model is refused[\s\S]*elasticity above -1/),
    ]);
    expect(existsSync(out)).toBe(false);
    expect((await train('inelastic', csv, '--force')).code).toBe(0);
    expect(artifact(out).contract.warnings?.join()).toContain('elasticity above -1');
  });

  it('drops bad rows when told so, and says how many', async () => {
    const text = readFileSync(join(folder, 'kinked.csv'), 'utf8').replace('I0;2025-01-03;', 'I0;yesterday;');
    const { code, out } = await train('dropped', text, '--drop-bad-rows');
    expect(code).toBe(0);
    expect(readFileSync(join(out, 'MODEL_CARD.md'), 'utf8')).toContain('| bad rows dropped | 1 |');
  });
});
