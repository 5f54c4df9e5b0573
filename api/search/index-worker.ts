import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { toProblem } from '../problem.ts';
import { openIndex, type SqliteIndex } from './sqlite-index.ts';

/** A call of the index and its answer. */
export interface IndexCall {
  id: number;
  method: keyof SqliteIndex;
  args: unknown[];
}
export type IndexAnswer = { id: number } & (
  | { value: unknown }
  | { problem: { status: number; title: string; detail: string } }
);

const index = openIndex((workerData as { file: string }).file, (file) => rmSync(file, { force: true }));

parentPort?.on('message', ({ id, method, args }: IndexCall) => {
  const answer = (rest: { value: unknown } | { problem: object }) =>
    parentPort?.postMessage({ id, ...rest } as IndexAnswer);
  try {
    answer({ value: (index[method] as (...all: unknown[]) => unknown)(...args) });
  } catch (error) {
    const { status, title, message: detail } = toProblem(error as Error);
    answer({ problem: { status, title, detail } });
  }
  if (method === 'close') parentPort?.close();
});
