import type { StackOptions } from '../../../../local/stack/run.ts';
import { type Stack, startStack } from '../../../../local/stack.ts';
import { atTheEnd } from './cleanup.ts';
import { freshDir } from './scratch.ts';
import { Shop } from './shop.ts';

export interface OpenShop {
  shop: Shop;
  stack: Stack;
  dataDir: string;
  /** Faults reported to `onFault`. */
  faults: unknown[];
  close(): Promise<void>;
}

/** A stack in this process, closed at the latest after the test, or after the tests of the file. */
export async function openShop(options: Partial<StackOptions> = {}): Promise<OpenShop> {
  const dataDir = options.dataDir ?? (await freshDir());
  const faults: unknown[] = [];
  const stack = await startStack({
    path: process.env['PATH'],
    port: 0,
    ...options,
    dataDir,
    onFault: (error) => faults.push(error),
  });
  const shop = new Shop(stack);
  const close = async () => {
    shop.leave();
    await stack.stop();
  };
  // Stopping twice is harmless.
  atTheEnd(close);
  return { shop, stack, dataDir, faults, close };
}
