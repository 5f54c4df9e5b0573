import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf } from '../../../../adapters/audit-chain.ts';
import { type AuditLog, auditLog } from '../../../../adapters/audit-log.ts';
import { signerOf } from '../../../../adapters/audit-signer.ts';
import { exportLines } from '../../../../compliance/audit/export-lines.ts';
import { linesOfBytes } from '../../../../compliance/audit/file-lines.ts';
import { type AuditVerdict, verifyLines } from '../../../../compliance/audit/verify-lines.ts';
import type { AuditFilter } from '../../../../domain/people/audit.ts';
import { DAY_MS, shift } from '../../../../domain/values/time.ts';
import { memoryAuditAnchors } from '../../../fakes/memory-audit-anchors.ts';
import { memoryAuditStore } from '../../../fakes/memory-audit-store.ts';
import { memoryKeptNotes } from '../../../fakes/memory-kept-notes.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const FIRST = '2026-11-01T08:00:00.000Z';
const ENTRIES = 10_000;
const DAYS = 5;

async function filled(entries: number, days: number): Promise<AuditLog> {
  let at = FIRST;
  const log = auditLog({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(),
    kept: memoryKeptNotes(),
    signer,
    clock: () => at,
  });
  for (let each = 0; each < entries; each += 1) {
    at = shift(FIRST, Math.floor((each * days) / entries) * DAY_MS + each);
    await log.append({
      by: each % 3 === 0 ? 'ben' : 'cleo',
      client: 'console',
      action: 'review.uphold',
      subject: { kind: 'review', id: `event-${each}` },
      productId: `SKU${each % 7}`,
      details: { reasonCode: 'too-high', text: 'Größe ✓', amount: each / 8 },
    });
  }
  return log;
}

async function exported(log: AuditLog, filter: AuditFilter = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(log, filter, '2026-11-10T00:00:00.000Z')) lines.push(line);
  return lines;
}

const bytesOf = (lines: string[]): Buffer => Buffer.from(lines.join(''));
const verified = (bytes: Uint8Array, trusted?: string[]): Promise<AuditVerdict> =>
  verifyLines(linesOfBytes([bytes]), trusted);
const wrongLine = (verdict: AuditVerdict): number | undefined => (verdict.ok ? undefined : verdict.line);

// One line at the beginning, a head for each day, one line at the end.
const large = await exported(await filled(ENTRIES, DAYS));
const largeBytes = bytesOf(large);
const small = await exported(await filled(60, 3));

describe(`an export of ${ENTRIES} entries`, () => {
  it('is right as it was written', async () => {
    const started = performance.now();
    const verdict = await verified(largeBytes);
    console.log(`verified ${ENTRIES} entries in ${Math.round(performance.now() - started)} ms`);

    expect(verdict).toEqual({
      ok: true,
      entries: ENTRIES,
      sealed: 0,
      days: DAYS,
      forgotten: [],
      keys: [signer.publicKey],
    });
  });

  it('is refused with any bit flipped, by the line that it is in', async () => {
    const starts = [0];
    for (const line of large) starts.push((starts.at(-1) ?? 0) + Buffer.byteLength(line));

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: largeBytes.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const flipped = Buffer.from(largeBytes);
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);

          const line = starts.findIndex((start) => start > at);
          expect(wrongLine(await verified(flipped))).toBe(line);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is refused with any line removed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: large.length - 1 }), async (at) => {
        expect(wrongLine(await verified(bytesOf(large.toSpliced(at, 1))))).toBe(at + 1);
      }),
      { numRuns: 10 },
    );
  });

  it('is refused with any two lines swapped', async () => {
    const place = fc.integer({ min: 0, max: large.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        fc.pre(one !== other);
        const swapped = large.with(one, large[other] ?? '').with(other, large[one] ?? '');

        expect(wrongLine(await verified(bytesOf(swapped)))).toBe(Math.min(one, other) + 1);
      }),
      { numRuns: 10 },
    );
  });

  it('is refused cut off at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: largeBytes.length - 1 }), async (length) => {
        expect(await verified(largeBytes.subarray(0, length))).toMatchObject({ ok: false });
      }),
      { numRuns: 10 },
    );
  });
});

describe('every line of a small export', () => {
  const everyLine = small.map((_, at) => at);

  it.each(everyLine)('%i is missed when it is removed', async (at) => {
    expect(wrongLine(await verifyLines(small.toSpliced(at, 1)))).toBe(at + 1);
  });

  it.each(everyLine)('%i is noticed when it is there twice', async (at) => {
    expect(wrongLine(await verifyLines(small.toSpliced(at, 0, small[at] ?? '')))).toBe(at + 2);
  });

  it('is noticed with any of its bits flipped', async () => {
    const bytes = bytesOf(small.slice(1, 2));
    const [before, after] = [bytesOf(small.slice(0, 1)), bytesOf(small.slice(2))];
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect((await verified(Buffer.concat([before, flipped, after]))).ok, `bit ${bit}`).toBe(false);
    }
  });
});

describe('a forger', () => {
  const entryOf = (line: string) => JSON.parse(line).entry;
  const lineOf = (entry: object) => `${canonicalJson({ entry })}\n`;

  it('who changes an entry and its hash is found at the next one', async () => {
    const entry = { ...entryOf(small[4] ?? ''), by: 'eve' };
    const forged = small.with(4, lineOf({ ...entry, hash: hashOf(entry) }));

    expect(wrongLine(await verifyLines(forged))).toBe(6);
  });

  it('who mends the chain to the end of the day is found at its head', async () => {
    const lines = [...small];
    let previous: string | undefined;
    for (const [at, line] of lines.entries()) {
      if (at < 4 || !line.startsWith('{"entry"') || entryOf(line).day !== entryOf(small[4] ?? '').day)
        continue;
      const entry = { ...entryOf(line), by: 'eve', ...(previous === undefined ? {} : { previous }) };
      previous = hashOf(entry);
      lines[at] = lineOf({ ...entry, hash: previous });
    }
    const head = lines.findIndex((line) => line.startsWith('{"forgotten"'));

    expect(wrongLine(await verifyLines(lines))).toBe(head + 1);
  });

  it('who seals an entry is found by the digest', async () => {
    const { day, seq, previous, hash } = entryOf(small[4] ?? '');
    const forged = small.with(4, `${canonicalJson({ sealed: { day, seq, previous, hash } })}\n`);

    expect(wrongLine(await verifyLines(forged))).toBe(small.length);
  });

  it('who signs everything anew is found by the key', async () => {
    const own = signerOf(generateKeyPairSync('ed25519').privateKey);
    const log = auditLog({
      store: memoryAuditStore({}),
      anchors: memoryAuditAnchors(),
      kept: memoryKeptNotes(),
      signer: own,
      clock: () => FIRST,
    });
    const forged = await exported(log);

    expect((await verifyLines(forged)).ok).toBe(true);
    expect(await verifyLines(forged, [signer.publicKey])).toMatchObject({ ok: false, line: 1 });
  });

  it('who says that an export was asked for in another way is found by the digest', async () => {
    const other = await exported(await filled(60, 3), { since: FIRST });

    expect(wrongLine(await verifyLines([other[0] ?? '', ...small.slice(1)]))).toBe(small.length);
  });

  it('who writes the same in another way is found in that very line', async () => {
    const line = small[4] ?? '';

    for (const other of [line.replace('{', '{ '), `${line.trim()} \n`, line.replace('"seq"', '"s\\u0065q"')])
      expect(wrongLine(await verifyLines(small.with(4, other)))).toBe(5);
  });

  it('who puts the entries of another export in is found by the digest', async () => {
    const other = await exported(await filled(60, 3), { by: 'ben' });
    const forged = [...small.slice(0, -1), other.at(-1) ?? ''];

    expect(wrongLine(await verifyLines(forged))).toBe(small.length);
  });
});

describe('an export of some', () => {
  it('can be verified as well: the others are sealed', async () => {
    const log = await filled(60, 3);

    const verdict = await verifyLines(await exported(log, { by: 'ben' }), [signer.publicKey]);

    expect(verdict).toMatchObject({ ok: true, entries: 20, sealed: 40, days: 3 });
  });

  it('shows nothing of the others', async () => {
    const lines = await exported(await filled(60, 3), { by: 'ben' });

    expect(lines.filter((line) => line.includes('cleo'))).toEqual([]);
  });

  it('holds the days of its time only', async () => {
    const lines = await exported(await filled(60, 3), {
      since: '2026-11-02T00:00:00.000Z',
      until: '2026-11-02T23:59:59.999Z',
    });

    expect(await verifyLines(lines)).toMatchObject({ ok: true, entries: 20, sealed: 0, days: 1 });
  });
});

describe('what is no export', () => {
  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['something else', '{"hello":1}\n'],
    ['bytes that are no text', '\xff\xfe\n'],
  ])('%s is refused', async (_, content) => {
    expect(await verified(Buffer.from(content, 'latin1'))).toMatchObject({ ok: false, line: 1 });
  });
});
