import { execFile } from 'node:child_process';
import { appendFile, type FileHandle, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, vi } from 'vitest';
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

  it('returns the events of earlier runs after the checkpoint, oldest first, and none of its own', async () => {
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

  it('leaves out events in the undelivered queue', async () => {
    const first = await openArchive(dir);
    await first.append(numbered(3));
    await first.noteUndelivered('e1');
    const second = await reopened(first);

    expect(await pending(second)).toEqual(['e0', 'e2']);
    await second.close();
  });

  it('ignores an incomplete last line, and appends after it', async () => {
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

  it('returns the events from the position of an append on, each with the position after it', async () => {
    const first = await openArchive(dir);
    await first.append([event('earlier')]);
    const archive = await reopened(first);
    const [place] = await Promise.all([
      archive.append([event('a', 'ü'), event('b')]),
      archive.append([event('c')]),
      archive.noteUndelivered('a'),
    ]);
    await archive.append([event('d', 'x'.repeat(100_000))]);
    const from = async (start: number) => {
      const found: [string, number][] = [];
      for await (const each of archive.from(start)) found.push([each.event.id, each.next]);
      return found;
    };

    const found = await from(place);

    expect(found.map(([id]) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect((await from(found[1]?.[1] ?? 0)).map(([id]) => id)).toEqual(['c', 'd']);
    await archive.close();
  });

  it('knows the position of an event after an incomplete line from a full disk', async () => {
    const archive = await openArchive(dir);
    await archive.append([event('a')]);
    const handle = await open(file);
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const full = vi.spyOn(prototype, 'appendFile').mockImplementationOnce(async function (
      this: FileHandle,
      text,
    ) {
      await this.write(String(text).slice(0, 500));
      throw new Error('ENOSPC');
    });
    await expect(archive.append([event('refused', 'x'.repeat(1_000))])).rejects.toThrow('ENOSPC');
    full.mockRestore();

    await archive.append([event('b')]);
    const place = await archive.append([event('c')]);
    const found: string[] = [];
    for await (const each of archive.from(place)) found.push(each.event.id);

    expect(found).toEqual(['c']);
    await archive.close();
  });

  it('starts with an empty directory', async () => {
    const archive = await openArchive(join(dir, 'new'));

    expect(await pending(archive)).toEqual([]);
    await archive.checkpoint();
    await archive.close();
  });

  // The rename may reach the disk before the content does.
  it.each(['', '{', '{}', 'null'])('starts from the beginning when the checkpoint is "%s"', async (text) => {
    const first = await openArchive(dir);
    await first.append(numbered(2));
    await first.close();
    await writeFile(join(dir, 'checkpoint.json'), text);
    const second = await openArchive(dir);

    expect(await pending(second)).toEqual(['e0', 'e1']);
    await second.close();
  });

  it('accepts no event on a full disk', async () => {
    await symlink('/dev/full', file);
    const archive = await openArchive(dir);

    await expect(archive.append([event('lost')])).rejects.toThrow('ENOSPC');
    await archive.close();
  });

  it('accepts only events that are completely on disk when the disk fills up in the middle', async () => {
    const script = fileURLToPath(new URL('./fill-archive.ts', import.meta.url));
    // The shell's limit is in blocks of 1 KB; the events need more.
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
