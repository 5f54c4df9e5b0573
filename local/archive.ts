import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AcceptedEvents, Envelope } from '../adapters/accepted-events.ts';
import { jsonLine } from './json-line.ts';

/** The accepted events, as EventBridge's archive keeps them: on disk before the sender is told. */
export interface Archive {
  /** Returns when the events would survive a crash of the machine. */
  append(envelopes: Envelope[]): Promise<void>;
  /** Notes that an event went to the undelivered queue, so that it is not started again. */
  noteUndelivered(eventId: string): Promise<void>;
  /** Every event since the last checkpoint that did not go to the undelivered queue, oldest first. */
  sinceCheckpoint(): AsyncIterable<Envelope>;
  /** Every event that the bus took in this time (RFC 3339 in UTC, both ends included), but for those that went to the undelivered queue. */
  between(since: string, until: string): AsyncIterable<Envelope>;
  /** All events appended before this archive was opened are seen to. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/** The archive as whoever holds it against the ledger reads it. */
export const acceptedEvents = ({ between }: Pick<Archive, 'between'>): AcceptedEvents => ({
  // It is written before the sender is told.
  lagMs: 0,
  async *between(since, until) {
    for await (const event of between(since, until)) yield { event };
  },
});

export async function openArchive(dir: string): Promise<Archive> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'events.jsonl');
  const mark = join(dir, 'checkpoint.json');
  const handle = await open(file, 'a');
  const openedAt = await endOnNewLine(handle, (await handle.stat()).size, file);
  const append = groupCommit(handle);

  return {
    append: (envelopes) => append(envelopes.map((event) => jsonLine({ event })).join('')),
    noteUndelivered: (eventId) => append(jsonLine({ undelivered: eventId })),

    async *sinceCheckpoint() {
      yield* delivered(file, await readCheckpoint(mark), openedAt);
    },

    async *between(since, until) {
      for await (const event of delivered(file, 0, (await handle.stat()).size)) {
        const time = String(event['time']);
        if (since <= time && time <= until) yield event;
      }
    },

    async checkpoint() {
      await writeFile(`${mark}.new`, JSON.stringify({ offset: openedAt }));
      await rename(`${mark}.new`, mark);
    },

    close: () => handle.close(),
  };
}

// Many senders wait for one flush: whatever was appended while the disk was busy goes with the next.
function groupCommit(handle: FileHandle): (text: string) => Promise<void> {
  let waiting: string[] = [];
  let flush: Promise<void> | undefined;
  let halfLine = false;
  const write = async () => {
    await Promise.resolve();
    const batch = waiting.join('');
    waiting = [];
    flush = undefined;
    // What a full disk cut off was refused to its sender; the next event must not go on in its line.
    const text = halfLine ? `\n${batch}` : batch;
    halfLine = true;
    await handle.appendFile(text);
    halfLine = false;
    await handle.datasync();
  };
  let last: Promise<void> = Promise.resolve();
  return (text) => {
    waiting.push(text);
    flush ??= last.then(write, write);
    last = flush;
    return flush;
  };
}

// A crash may have left half a line: the next append must not go on in it.
async function endOnNewLine(handle: FileHandle, size: number, file: string): Promise<number> {
  if (size === 0) return 0;
  const reader = await open(file, 'r');
  const { buffer } = await reader.read(Buffer.alloc(1), 0, 1, size - 1);
  await reader.close();
  if (buffer.toString() === '\n') return size;
  await handle.write('\n');
  return size + 1;
}

/** The events between two places of the file that did not go to the undelivered queue. */
async function* delivered(file: string, start: number, end: number): AsyncGenerator<Envelope> {
  if (end <= start) return;
  const undelivered = new Set<string>();
  for await (const line of linesBetween(file, start, end))
    if (line.undelivered) undelivered.add(line.undelivered);
  for await (const { event } of linesBetween(file, start, end))
    if (event && !undelivered.has(event.id)) yield event;
}

async function* linesBetween(
  file: string,
  start: number,
  end: number,
): AsyncGenerator<{ event?: Envelope; undelivered?: string }> {
  for await (const line of createInterface({ input: createReadStream(file, { start, end: end - 1 }) })) {
    try {
      yield JSON.parse(line) as { event?: Envelope; undelivered?: string };
    } catch {
      // Half a line: its sender was never told that the event was accepted.
    }
  }
}

// Without a checkpoint that can be read, all events are looked at again: that costs time, and loses none.
async function readCheckpoint(mark: string): Promise<number> {
  try {
    const { offset } = JSON.parse(await readFile(mark, 'utf8')) as { offset?: unknown };
    return typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
  } catch {
    return 0;
  }
}
