import { type FileHandle, open } from 'node:fs/promises';

/** When the record in a line was written, in milliseconds since the epoch; undefined for what is no record. */
export function timeOf(line: string): number | undefined {
  // After the payloads, which may hold the like.
  const at = line.lastIndexOf('"event_timestamp":"');
  const [digits] = (at < 0 ? null : /\d+/.exec(line.slice(at, at + 60))) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const CLOSE_ENOUGH = 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * A place in the file, the start of a line, before which no record is of this time or later. Records stand in the order of their times;
 * the place may be up to a megabyte too early.
 */
export async function seekTime(path: string, ms: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    let low = 0;
    let high = (await file.stat()).size;
    while (high - low > CLOSE_ENOUGH) {
      const middle = Math.floor((low + high) / 2);
      const found = await recordFrom(file, middle, high);
      if (found === undefined || found.ms >= ms) high = middle;
      else low = found.offset;
    }
    return low;
  } finally {
    await file.close();
  }
}

/** The first whole record from `offset` on that begins before `end`. */
async function recordFrom(
  file: FileHandle,
  offset: number,
  end: number,
): Promise<{ offset: number; ms: number } | undefined> {
  let bytes = Buffer.alloc(0);
  let from = offset;
  for (let read = offset; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, read);
    if (bytesRead === 0) return undefined;
    read += bytesRead;
    bytes = Buffer.concat([bytes, buffer.subarray(0, bytesRead)]);
    // What comes before the first line break is the rest of a line.
    for (let start = bytes.indexOf(10) + 1; start > 0; ) {
      const stop = bytes.indexOf(10, start);
      if (stop < 0) {
        bytes = bytes.subarray(start - 1);
        from += start - 1;
        break;
      }
      if (from + start >= end) return undefined;
      const ms = timeOf(bytes.toString('utf8', start, stop));
      if (ms !== undefined) return { offset: from + start, ms };
      start = stop + 1;
    }
  }
}
