import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLocalIndex } from '../../../api/search/local-index.ts';
import { eventually } from '../stack/support/eventually.ts';
import { freshDir } from '../stack/support/scratch.ts';

it('an index whose thread ended is started again until it runs, and the reason is told once', async () => {
  const file = join(await freshDir(), 'events.db');
  // A file that it can neither open nor delete.
  await mkdir(file);
  const faults: string[] = [];
  const index = await openLocalIndex(file, (error) => faults.push((error as Error).message));

  await expect(index.upTo()).rejects.toThrow('the index of events had ended (');
  await eventually(() => expect(index.upTo()).rejects.toThrow('is started again'));
  await rmdir(file);

  await eventually(async () => expect(await index.upTo()).toBeUndefined());
  expect(faults).toHaveLength(1);
  await index.close();
});
