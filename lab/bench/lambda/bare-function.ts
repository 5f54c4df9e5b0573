import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Bundled, bareEnvironment } from '../bundles/bundled.ts';

/** Duration of a call, in milliseconds. */
export interface Took {
  elapsed: number;
  /** Processor time. */
  processor: number;
}

/** A bundle in a bare process, as Lambda runs it: loaded once, one call at a time. */
export interface BareFunction {
  loaded: Took;
  /** The answer, as of Lambda's Invoke, and its duration. */
  call(payload: string): Promise<{ answer: { payload: string; functionError?: 'Unhandled' }; took: Took }>;
  stop(): void;
}

const RUN = `
import { pathToFileURL } from 'node:url';
const timed = async (work) => {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(used);
  return { value, took: { elapsed, processor: (user + system) / 1000 } };
};
const { value: { handler }, took } = await timed(() => import(pathToFileURL(process.argv[1]).href));
process.send({ took });
const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench:1' };
const call = (payload) => handler(JSON.parse(payload), context).then(
  (answer) => ({ payload: JSON.stringify(answer ?? null) }),
  ({ name, message, stack }) => ({
    payload: JSON.stringify({ errorType: name, errorMessage: message, trace: [stack] }),
    functionError: 'Unhandled',
  }),
);
process.on('message', async ({ payload }) => {
  const { value, took } = await timed(() => call(payload));
  process.send({ answer: value, took });
});
`;

export async function startBare(
  { file, environment }: Bundled,
  ours: Record<string, string>,
): Promise<BareFunction> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', RUN, file], {
    cwd: join(file, '..'),
    env: bareEnvironment({ ...environment, ...ours }),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new AbortController();
  child.once('exit', (code) => ended.abort(new Error(`${file} ended with ${code}`)));
  const said = async <Message>(): Promise<Message> => {
    const [message] = await once(child, 'message', { signal: ended.signal });
    return message as Message;
  };
  const { took } = await said<{ took: Took }>();
  return {
    loaded: took,
    call(payload) {
      child.send({ payload });
      return said();
    },
    stop: () => void child.kill(),
  };
}
