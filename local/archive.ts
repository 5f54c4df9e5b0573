import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type AcceptedEvents, acceptedAt, type Envelope } from '../adapters/accepted-events.ts';
import { jsonLine } from './json-line.ts';

/** The accepted events, as EventBridge's archive keeps them. They are on disk before the sender gets an answer. */
export interface Archive {
  /** Returns the position of the events in the archive, once they would survive a crash of the machine. */
  append(envelopes: Envelope[]): Promise<number>;
  /** The events from a position on that an append of this run returned, each with the position after it. */
  from(place: number): AsyncIterable<{ event: Envelope; next: number }>;
  /** Notes that an event went to the undelivered queue, so it is not started again. */
  noteUndelivered(eventId: string): Promise<void>;
  /** Every event since the last checkpoint that did not go to the undelivered queue, oldest first. */
  sinceCheckpoint(): AsyncIterable<Envelope>;
  /** The events accepted in this time (RFC 3339 in UTC, both ends included), without those in the undelivered queue. */
  between(since: string, until: string): AsyncIterable<Envelope>;
  /** The position of the next event. */
  end(): Promise<number>;
  /** The events between two positions, oldest first, without those in the undelivered queue. */
  within(start: number, end: number): AsyncIterable<Envelope>;
  /** Marks all events appended before this archive was opened as finished. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/** The archive as the reconciliation with the ledger reads it. */
export const acceptedEvents = ({ between }: Pick<Archive, 'between'>): AcceptedEvents => ({
  // Events are on disk before their sender gets an answer.
  lagMs: 0,
  async *between(since, until) {
    for await (const event of between(since, until)) yield { event };
  },
});

/** Opens the archive in `dir`. `sizeFile` holds its size, so that the next start notices a truncated archive. */
export async function openArchive(dir: string, sizeFile = join(dir, 'events.size')): Promise<Archive> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'events.jsonl');
  const mark = join(dir, 'checkpoint.json');
  const handle = await open(file, 'a');
  const openedAt = await endOnNewLine(handle, (await handle.stat()).size, file);
  const sizes = await open(sizeFile, 'w');
  const noteSize = async (size: number) => {
    // The number only grows, so a write never leaves digits of a longer one behind.
    await sizes.write(String(size), 0);
  };
  await noteSize(openedAt);
  const append = groupCommit(handle, openedAt, noteSize);

  return {
    append: (envelopes) => append(envelopes.map((event) => jsonLine({ event })).join('')),
    noteUndelivered: async (eventId) => void (await append(jsonLine({ undelivered: eventId }))),

    async *from(place) {
      for await (const { line, next } of linesFrom(file, place)) {
        const event = parsed(line)?.event;
        if (event) yield { event, next };
      }
    },

    async *sinceCheckpoint() {
      yield* delivered(file, await readCheckpoint(mark), openedAt);
    },

    async *between(since, until) {
      for await (const event of delivered(file, 0, (await handle.stat()).size)) {
        const at = acceptedAt(event);
        if (since <= at && at <= until) yield event;
      }
    },

    end: async () => (await handle.stat()).size,
    within: (start, end) => delivered(file, start, end),

    async checkpoint() {
      await writeFile(`${mark}.new`, JSON.stringify({ offset: openedAt }));
      await rename(`${mark}.new`, mark);
    },

    async close() {
      await handle.close();
      await sizes.close();
    },
  };
}

// One flush serves many senders: events appended during a flush go with the next. Each sender gets its position.
function groupCommit(
  handle: FileHandle,
  size: number,
  synced: (size: number) => Promise<void>,
): (text: string) => Promise<number> {
  let waiting: string[] = [];
  let flush: Promise<number[]> | undefined;
  let halfLine = false;
  let end = size;
  const write = async () => {
    await Promise.resolve();
    const batch = waiting;
    waiting = [];
    flush = undefined;
    // After a full disk the last line may be cut off, and its sender got an error. The next event needs a new line.
    const cut = halfLine ? '\n' : '';
    if (halfLine) end = (await handle.stat()).size;
    halfLine = true;
    await handle.appendFile(cut + batch.join(''));
    halfLine = false;
    end += cut.length;
    const places = batch.map((text) => {
      const place = end;
      end += Buffer.byteLength(text);
      return place;
    });
    await handle.datasync();
    await synced(end);
    return places;
  };
  let last: Promise<unknown> = Promise.resolve();
  return async (text) => {
    const index = waiting.push(text) - 1;
    flush ??= last.then(write, write);
    last = flush;
    return (await flush)[index] as number;
  };
}

// A crash may have left half a line; the next append must not continue it.
async function endOnNewLine(handle: FileHandle, size: number, file: string): Promise<number> {
  if (size === 0) return 0;
  const reader = await open(file, 'r');
  const { buffer } = await reader.read(Buffer.alloc(1), 0, 1, size - 1);
  await reader.close();
  if (buffer.toString() === '\n') return size;
  await handle.write('\n');
  return size + 1;
}

/** The events between two positions of the file, without those in the undelivered queue. */
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
    const read = parsed(line);
    if (read) yield read;
  }
}

/** Undefined for half a line: its sender never got an answer that the event was accepted. */
function parsed(line: string): { event?: Envelope; undelivered?: string } | undefined {
  try {
    return JSON.parse(line) as { event?: Envelope; undelivered?: string };
  } catch {
    return undefined;
  }
}

const LINE_END = 10;

/** The lines from a position on, each with the position after it. */
async function* linesFrom(file: string, start: number): AsyncGenerator<{ line: string; next: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let next = start;
  for await (const chunk of createReadStream(file, { start })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      next += end + 1;
      yield { line: rest.toString('utf8', 0, end), next };
      rest = rest.subarray(end + 1);
    }
  }
}

// Without a readable checkpoint all events are checked again, which costs only time.
async function readCheckpoint(mark: string): Promise<number> {
  try {
    const { offset } = JSON.parse(await readFile(mark, 'utf8')) as { offset?: unknown };
    return typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
  } catch {
    return 0;
  }
}
