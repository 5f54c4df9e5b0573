import { readFileSync } from 'node:fs';

const bytes = (path: string): Buffer => readFileSync(new URL(path, import.meta.url));
const read = (path: string): unknown => JSON.parse(bytes(path).toString());

export const artifactText = (name: string): string => bytes(`../../../model/artifact/${name}`).toString();

/** A fresh copy of a golden model's JSON, which tests may change. */
export const modelJson = (kind: 'trees' | 'log-linear' = 'trees') => read(`./golden/${kind}.json`);

/** Rows with the margins that XGBoost gave them, NaN for a missing value. model/golden.py writes them. */
export function golden(
  kind: 'trees' | 'log-linear',
  features: number,
): { rows: number[][]; margins: number[] } {
  const file = bytes(`./golden/${kind}.f32`);
  const values = new Float32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const count = values.length / (features + 1);
  const line = (i: number) => values.subarray(i * (features + 1), (i + 1) * (features + 1));
  return {
    rows: Array.from({ length: count }, (_, i) => Array.from(line(i).subarray(0, features))),
    margins: Array.from({ length: count }, (_, i) => line(i)[features] ?? Number.NaN),
  };
}
