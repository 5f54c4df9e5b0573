import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const SCRIPT = fileURLToPath(new URL('../boost.py', import.meta.url));
const run = promisify(execFile);

export type Kind = 'trees' | 'log-linear';

/** Settings for boost.py. The matrix file has a row for each label. */
export interface BoostJob {
  kind: Kind;
  features: string[];
  matrix: string;
  labels: Float32Array;
  weights: Float32Array;
  baseScore: number;
  /** -1 where the prediction must not rise with the feature. Trees only. */
  monotone: number[];
  /** Maximum rounds. */
  rounds: number;
  /** Rows at the end that are not trained on. */
  held: number;
  /** Rounds without improvement on the held rows after which rounds end; 0 to use all rounds. Trees only. */
  patience: number;
  parameters: Record<string, number>;
  /** Weights of columns that are 0 in the matrix, for the model file. Log-linear only. */
  fixed: Record<string, number>;
  /** Model file to continue from. Log-linear only. */
  start?: string;
}

export interface Boosted {
  /** The model file's text. */
  json: string;
  /** Path of the model file. */
  file: string;
  /** Demand index of each row of the matrix, without the fixed columns. */
  predictions: Float32Array;
  rounds: number;
  converged: boolean;
  xgboostVersion: string;
}

export type Boost = (job: BoostJob) => Promise<Boosted>;

const Said = z.object({ rounds: z.int(), converged: z.boolean(), xgboostVersion: z.string() });

/** Boosts with XGBoost in Python. They exchange files in `folder`, with a name for each job. */
export function pythonBoost(python: string, folder: string): Boost {
  let jobs = 0;
  return async ({ labels, weights, ...settings }) => {
    const name = join(folder, `job-${++jobs}`);
    const files = {
      label: `${name}.label.f32`,
      weight: `${name}.weight.f32`,
      model: `${name}.json`,
      predictions: `${name}.predictions.f32`,
    };
    await writeFile(files.label, labels);
    await writeFile(files.weight, weights);
    await writeFile(`${name}.settings.json`, JSON.stringify({ ...settings, ...files }));
    // Busy-waiting threads take the processor from other work of the machine.
    const env = { ...process.env, OMP_WAIT_POLICY: 'passive' };
    const { stdout } = await run(python, [SCRIPT, `${name}.settings.json`], { env });
    const bytes = await readFile(files.predictions);
    return {
      ...Said.parse(JSON.parse(stdout)),
      json: await readFile(files.model, 'utf8'),
      file: files.model,
      predictions: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
    };
  };
}
