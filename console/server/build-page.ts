import { spawn } from 'node:child_process';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../web', import.meta.url));

/** The folder of the built page. */
export const PAGE_DIR = join(WEB, 'dist');

/** A running build of the page. */
export interface PageBuild {
  /** Whether it succeeded. */
  done: Promise<boolean>;
  /** Stops the build. Resolves when its process has ended and its unfinished output is deleted. */
  stop(): Promise<unknown>;
}

/** Whether the page is built and newer than its sources. */
export async function isBuilt(web = WEB): Promise<boolean> {
  const [built, newest] = await Promise.all([changedAt(join(web, 'dist', 'index.html')), newestIn(web)]);
  return built !== undefined && built >= newest;
}

/** Builds the page in the background at low priority. The new page replaces the old one only when complete. */
export function buildPage(say: (line: string) => void, web = WEB): PageBuild {
  const built = join(web, 'dist');
  const fresh = `${built}-${process.pid}`;
  const vite = viteCommand();
  if (vite === undefined) {
    say('The console is not built, and vite, which builds it, is not installed: npm ci');
    return { done: Promise.resolve(false), stop: async () => {} };
  }
  const child = spawn(process.execPath, [vite, 'build', web, '--outDir', fresh, '--logLevel', 'error'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let problem = '';
  child.stderr.on('data', (text) => {
    problem = `${problem}${text}`.slice(-500);
  });
  let stopped = false;
  const done = new Promise<boolean>((ended) => {
    child.once('error', () => ended(false));
    child.once('close', (code) => ended(code === 0));
  }).then(async (isGood) => {
    if (isGood && !stopped) await takeOver(fresh, built);
    else await rm(fresh, { recursive: true, force: true });
    if (!isGood && !stopped) say(`The console could not be built: ${problem.trim().split('\n')[0] ?? ''}`);
    return isGood;
  });
  return {
    done,
    stop() {
      stopped = true;
      child.kill();
      return done;
    },
  };
}

async function takeOver(fresh: string, built: string): Promise<void> {
  const old = `${fresh}-old`;
  await rename(built, old).catch(() => {});
  await rename(fresh, built);
  await rm(old, { recursive: true, force: true });
}

function viteCommand(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  } catch {
    return undefined;
  }
}

/** The time of the newest file in a folder, without build and test output. */
async function newestIn(dir: string): Promise<number> {
  const times = (await readdir(dir, { withFileTypes: true })).map(async (entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return /^(dist\b|node_modules$)/.test(entry.name) ? 0 : newestIn(path);
    return (await changedAt(path)) ?? 0;
  });
  return Math.max(0, ...(await Promise.all(times)));
}

const changedAt = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
