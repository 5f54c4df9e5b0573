import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** A part of the data is missing, truncated or from another stack. The message says which part and what to do. */
export class DataIncomplete extends Error {
  override readonly name = 'DataIncomplete';
}

/**
 * The folders that must stay together, each with a file that exists from the first start on. Other folders can be rebuilt; the
 * key of the audit log has a check of its own.
 */
const PARTS = {
  archive: { file: 'events.jsonl', what: 'the accepted events' },
  dynamodb: { file: 'CURRENT', what: 'the record: catalog, prices, ledger, reviews, audit log' },
  sqs: { file: 'fauxqs.db', what: 'dead letters and undelivered events' },
} as const;
export type DataPart = keyof typeof PARTS;
export const DATA_PARTS = Object.keys(PARTS) as DataPart[];

/**
 * Format of the whole folder, raised when an older version can't read what this one writes. 2: an event's trace is in its
 * record; 1 had it in `traces/`. 3: that of the items.
 */
const FORMAT = 3;
const Manifest = z.object({
  format: z.int().min(1).max(FORMAT),
  /** Mark in every part. */
  stackId: z.string().min(1),
  parts: z.array(z.string()),
});
type Manifest = z.infer<typeof Manifest>;

export interface DataFolder {
  /** Id of the stack that owns the data. */
  stackId: string;
  /** One line for each thing that data of an earlier version can't show. */
  notices: string[];
  /** File with the archive's size, which makes truncation detectable. */
  archiveSize: string;
  /** Writes the manifest of the parts that exist now, and marks each of them with the stack id. */
  noteParts(): Promise<void>;
}

/**
 * Compares the data folder with its manifest. Throws DataIncomplete for every lost part that is not in `acceptLoss`. A folder of
 * an earlier version gets a manifest.
 */
export async function openDataFolder(
  dataDir: string,
  acceptLoss: readonly DataPart[] = [],
): Promise<DataFolder> {
  const manifestFile = join(dataDir, 'manifest.json');
  const archiveSize = join(dataDir, 'archive.size');
  const manifest = await readManifest(dataDir, manifestFile);
  const stackId = manifest?.stackId ?? randomUUID();
  const losses = [...(await missingParts(dataDir, manifest)), ...(await cutArchive(dataDir, archiveSize))];
  for (const { part, problem } of losses)
    if (!acceptLoss.includes(part))
      throw new DataIncomplete(
        `${part}/ (${PARTS[part].what}) ${problem}: put it back into ${dataDir}, or continue without the lost data with --accept-loss ${part}`,
      );
  if (losses.some(({ part }) => part === 'archive')) {
    // The remaining events are all checked again, which costs only time.
    await rm(join(dataDir, 'archive', 'checkpoint.json'), { force: true });
    await rm(archiveSize, { force: true });
  }

  const writeManifest = async (parts: readonly string[]) => {
    const noted: Manifest = { format: FORMAT, stackId, parts: [...parts] };
    await writeFile(`${manifestFile}.new`, `${JSON.stringify(noted)}\n`);
    await rename(`${manifestFile}.new`, manifestFile);
  };
  const notices = await noticesOn(dataDir, manifest);
  // The id must be the same at the next start, and an older version must refuse the folder from now on.
  if (manifest === undefined) await writeManifest([]);
  else if (manifest.format < FORMAT) await writeManifest(manifest.parts);

  return {
    stackId,
    notices,
    archiveSize,
    async noteParts() {
      for (const part of DATA_PARTS) {
        await mkdir(join(dataDir, part), { recursive: true });
        await writeFile(markOf(dataDir, part), stackId);
      }
      await writeManifest(DATA_PARTS);
    },
  };
}

interface Loss {
  part: DataPart;
  problem: string;
}

const markOf = (dataDir: string, part: DataPart): string => join(dataDir, part, 'stack-id');

async function readManifest(dataDir: string, file: string): Promise<Manifest | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const { data, error } = Manifest.safeParse(jsonOr(text));
  if (data !== undefined) return data;
  const { format } = (jsonOr(text) ?? {}) as { format?: unknown };
  throw new DataIncomplete(
    typeof format === 'number' && format > FORMAT
      ? `the data in ${dataDir} is of format ${format}, and this version reads up to ${FORMAT}: update Pricewire, or choose another place with --data`
      : `${file} can't be read (${error.issues[0]?.path.join('.') || 'text'}: ${error.issues[0]?.message}): restore it, or delete it if ${DATA_PARTS.join(', ')} are all present`,
  );
}

async function noticesOn(dataDir: string, manifest: Manifest | undefined): Promise<string[]> {
  const traces = join(dataDir, 'traces');
  const left = (await sizeOf(traces)) !== undefined;
  if (!left && (manifest === undefined || manifest.format >= 2)) return [];
  return [
    `Events from before data format 2 have no trace; their decisions are complete.${left ? ` ${traces}, which held the traces, is no longer read and may be deleted.` : ''}`,
  ];
}

async function missingParts(dataDir: string, manifest: Manifest | undefined): Promise<Loss[]> {
  const losses: Loss[] = [];
  for (const part of DATA_PARTS) {
    const there = (await sizeOf(join(dataDir, part, PARTS[part].file))) !== undefined;
    const expected = manifest ? manifest.parts.includes(part) : await isLeftBehind(dataDir, part);
    const mark = (await textOf(markOf(dataDir, part)))?.trim();
    if (expected && !there) losses.push({ part, problem: 'is missing' });
    else if (there && mark !== undefined && manifest && mark !== manifest.stackId)
      losses.push({ part, problem: `belongs to another stack (${mark}, not ${manifest.stackId})` });
  }
  return losses;
}

/** Whether a folder without a manifest once had this part. */
async function isLeftBehind(dataDir: string, part: DataPart): Promise<boolean> {
  const archived = (await sizeOf(join(dataDir, 'archive', PARTS.archive.file))) ?? 0;
  if (part === 'dynamodb') return archived > 0;
  return part === 'archive' && (await sizeOf(join(dataDir, 'archive', 'checkpoint.json'))) !== undefined;
}

async function cutArchive(dataDir: string, archiveSize: string): Promise<Loss[]> {
  const size = await sizeOf(join(dataDir, 'archive', PARTS.archive.file));
  if (size === undefined) return [];
  const checkpoint = jsonOr((await textOf(join(dataDir, 'archive', 'checkpoint.json'))) ?? '{}');
  const { offset } = (checkpoint ?? {}) as { offset?: unknown };
  const written = Math.max(Number((await textOf(archiveSize)) ?? 0) || 0, Number(offset) || 0);
  if (size >= written) return [];
  return [
    {
      part: 'archive',
      problem: `is truncated: ${PARTS.archive.file} had ${written} bytes, now it has ${size}`,
    },
  ];
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
