import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another running stack uses the data. */
export class DataInUse extends Error {
  override readonly name = 'DataInUse';
}

const SQLITE_BUSY = 5;

/**
 * Locks the data directory against other stacks until the returned function is called or the process ends in any way: the
 * operating system releases SQLite's lock of a file. Throws DataInUse.
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = new DatabaseSync(join(dataDir, 'lock'));
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new DataInUse(
      `the data in ${dataDir} is in use by a running stack; choose another place with --data`,
    );
  }
  return async () => file.close();
}
