// Started by stack-child.ts: a stack in a process of its own, which can be killed.
import type { StackOptions } from '../../../../local/stack/run.ts';
import { startStack } from '../../../../local/stack.ts';

const { dieWhenUp, ...options } = JSON.parse(process.argv[2] ?? '{}') as StackOptions & {
  dieWhenUp?: boolean;
};

try {
  const stack = await startStack({
    ...options,
    onFault: (error) => console.error(`fault: ${error instanceof Error ? error.stack : error}`),
  });
  if (dieWhenUp) process.kill(process.pid, 'SIGKILL');
  const stop = () => void stack.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { url, endpoints, recovered } = stack;
  console.log(JSON.stringify({ url, endpoints, recovered }));
} catch (error) {
  console.log(JSON.stringify({ failed: String(error) }));
  process.exitCode = 1;
}
