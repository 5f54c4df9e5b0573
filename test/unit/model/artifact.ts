import { readFileSync } from 'node:fs';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** A fresh copy of the trained model's JSON, free to be changed by a test. */
export const modelJson = () => read('../../../model/artifact/model.json');

export const contract = read('../../../model/artifact/contract.json') as {
  featureContractVersion: number;
  features: string[];
  categories: string[];
};

/** Rows that XGBoost itself scored; null is a missing value. */
export const golden = read('./golden/rows.json') as {
  row: (number | null)[];
  margin: number;
  prediction: number;
}[];

export const goldenRows = golden.map(({ row }) => row.map((value) => value ?? Number.NaN));
