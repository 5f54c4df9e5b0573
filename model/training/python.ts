import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DataError } from './data-error.ts';

const run = promisify(execFile);
const VERSION = '1.7.';

/**
 * The first Python with XGBoost 1.7 of: PRICEWIRE_PYTHON, the given one, python3 on the PATH, Debian's own.
 *
 * @throws DataError with installation instructions, if there is none
 */
export async function findPython(given: string | undefined): Promise<string> {
  const named = [process.env['PRICEWIRE_PYTHON'], given].filter((path) => path !== undefined);
  for (const python of [...named, 'python3', '/usr/bin/python3'])
    if ((await xgboostVersion(python))?.startsWith(VERSION)) return python;
  throw new DataError(
    'Training needs Python with XGBoost 1.7: on Debian `apt-get install python3-xgboost`, elsewhere `pip install "xgboost==1.7.6" numpy`; name another Python with --python.',
  );
}

async function xgboostVersion(python: string): Promise<string | undefined> {
  try {
    return (await run(python, ['-c', 'import numpy, xgboost; print(xgboost.__version__)'])).stdout.trim();
  } catch {
    return undefined;
  }
}
