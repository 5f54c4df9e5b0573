import { execFile } from 'node:child_process';
import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../../local/archive.ts';
import { freshDir } from '../stack/support/scratch.ts';

const event = (id: string, padding = '') => ({ id, detail: { padding } });
const numbered = (count: number) => Array.from({ length: count }, (_, at) => event(`e${at}`));

describe('the archive of accepted events', () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await freshDir();
    file = join(dir, 'events.jsonl');
  });

  const onDisk = async () => {
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line).event.id as string);
  };
  const reopened = async (archive?: Archive) => {
    await archive?.close();
    return openArchive(dir);
  };
  const pending = async (archive: Archive) => {
    const ids: string[] = [];
    for await (const { id } of archive.sinceCheckpoint()) ids.push(id);
    return ids;
  };

  it('has each of many concurrent events on disk before its append returns', async () => {
    const archive = await openArchive(dir);

    const found = await Promise.all(
      numbered(200).map(async (each) => {
        await archive.append([each]);
        return (await onDisk()).includes(each.id);
      }),
    );

    expect(found).not.toContain(false);
    expect(new Set(await onDisk()).size).toBe(200);
    await archive.close();
  });

  it('keeps the order of appends, and events of one append together', async () => {
    const archive = await openArchive(dir);

    await Promise.all([archive.append(numbered(3)), archive.append([event('last')])]);

    expect(await onDisk()).toEqual(['e0', 'e1', 'e2', 'last']);
    await archive.close();
  });

  it('gives all of an earlier run that is after the checkpoint, oldest first, and nothing of its own', async () => {
    const first = await openArchive(dir);
    await first.append(numbered(3));
    const second = await reopened(first);
    await second.append([event('own')]);

    expect(await pending(second)).toEqual(['e0', 'e1', 'e2']);

    await second.checkpoint();
    const third = await reopened(second);
    expect(await pending(third)).toEqual(['own']);
    await third.checkpoint();
    const fourth = await reopened(third);
    expect(await pending(fourth)).toEqual([]);
    await fourth.close();
  });

  it('leaves out what went to the undelivered queue', async () => {
    const first = await openArchive(dir);
    await first.append(numbered(3));
    await first.noteUndelivered('e1');
    const second = await reopened(first);

    expect(await pending(second)).toEqual(['e0', 'e2']);
    await second.close();
  });

  it('passes over a last line that was half written, and appends after it', async () => {
    const first = await openArchive(dir);
    await first.append(numbered(2));
    await first.close();
    await appendFile(file, '{"event":{"id":"ha');
    const second = await openArchive(dir);
    await second.append([event('after')]);

    expect(await pending(second)).toEqual(['e0', 'e1']);
    await second.checkpoint();
    const third = await reopened(second);
    expect(await pending(third)).toEqual(['after']);
    await third.close();
  });

  it('starts with an empty directory', async () => {
    const archive = await openArchive(join(dir, 'new'));

    expect(await pending(archive)).toEqual([]);
    await archive.checkpoint();
    await archive.close();
  });

  // The rename may reach the disk before what was written does.
  it.each(['', '{', '{}', 'null'])(
    'begins from the beginning when the checkpoint says "%s"',
    async (text) => {
      const first = await openArchive(dir);
      await first.append(numbered(2));
      await first.close();
      await writeFile(join(dir, 'checkpoint.json'), text);
      const second = await openArchive(dir);

      expect(await pending(second)).toEqual(['e0', 'e1']);
      await second.close();
    },
  );

  it('accepts nothing on a full disk', async () => {
    await symlink('/dev/full', file);
    const archive = await openArchive(dir);

    await expect(archive.append([event('lost')])).rejects.toThrow('ENOSPC');
    await archive.close();
  });

  it('accepts only what is wholly on disk when the disk fills up in the middle', async () => {
    const script = fileURLToPath(new URL('./fill-archive.ts', import.meta.url));
    // The shell's limit is in blocks of 1 KB; the events take more.
    const limited = 'ulimit -f 64; exec "$0" "$@"';

    const { stdout } = await promisify(execFile)('bash', ['-c', limited, process.execPath, script, dir]);

    const accepted = JSON.parse(stdout) as string[];
    const archive = await openArchive(dir);
    const kept = new Set(await pending(archive));
    await archive.close();
    expect(accepted.length).toBeGreaterThan(10);
    expect(accepted.filter((id) => !kept.has(id))).toEqual([]);
  });
});
