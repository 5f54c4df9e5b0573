import { expect, it } from 'vitest';
import { openArchive } from '../../../local/archive.ts';
import { freshDir } from '../stack/support/scratch.ts';

it('the archive returns an event with line separators in its text', async () => {
  const dir = await freshDir();
  const first = await openArchive(dir);
  const event = { id: 'e1', detail: { reason: 'line\u2028and paragraph\u2029' } };
  await first.append([event]);
  await first.close();

  const second = await openArchive(dir);
  const found = [];
  for await (const each of second.sinceCheckpoint()) found.push(each);

  expect(found).toEqual([event]);
  await second.close();
});
