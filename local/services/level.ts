import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}
type Opening = (this: unknown, ...args: unknown[]) => Iterator;
interface LevelModule {
  Level: { prototype: Record<'keys' | 'values', Opening> };
}

/** The LevelDB module that dynalite uses. */
function load(): LevelModule {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  return ofDynalite('level') as LevelModule;
}

/**
 * Adds `return` to LevelDB's iterators, which dynalite calls at the end of each. Without it every query and scan holds a snapshot
 * for ever, so overwritten data never leaves memory or disk.
 */
export function closeIterators(): void {
  const { prototype } = load().Level;
  for (const kind of ['keys', 'values'] as const) {
    const open = prototype[kind];
    prototype[kind] = function (...args) {
      const iterator = open.apply(this, args);
      iterator.return ??= () => iterator.close();
      return iterator;
    };
  }
}

/**
 * Keeps the native code of LevelDB loaded until the process ends; must be called in the main thread. Node unloads an addon with the
 * last thread that uses it, but LevelDB's compaction thread lives on and would run unloaded code (SIGSEGV).
 */
export const keepLevelLoaded = (): void => void load();
