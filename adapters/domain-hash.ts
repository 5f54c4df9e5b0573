import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first 8 hex digits of the SHA-256 of all files of `domain/`, names included: what judges a price. */
export function domainHash(folder = join(import.meta.dirname, '..', 'domain')): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.ts', { cwd: folder }).sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 8);
}
