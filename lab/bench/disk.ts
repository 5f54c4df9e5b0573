import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Total bytes of the files in the folder, recursively. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) => stat(join(parentPath, name)).then(({ size }) => size)),
  );
  return sizes.reduce((total, size) => total + size, 0);
}
