import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditLog, auditLog } from '../../../../adapters/audit-log.ts';
import { signerOf } from '../../../../adapters/audit-signer.ts';
import { verifyLog } from '../../../../compliance/audit/verify-log.ts';
import { StoreUnavailable } from '../../../../domain/values/errors.ts';
import { DAY_MS, shift } from '../../../../domain/values/time.ts';
import { note } from '../../../contract/audit-log.contract.ts';
import { type AnchorData, memoryAuditAnchors } from '../../../fakes/memory-audit-anchors.ts';
import { type AuditData, memoryAuditStore } from '../../../fakes/memory-audit-store.ts';
import { memoryKeptNotes } from '../../../fakes/memory-kept-notes.ts';
import { NOW } from '../../domain/make.ts';

const BEFORE_ALL = '1970-01-01';
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const stranger = signerOf(generateKeyPairSync('ed25519').privateKey);

/** The stored data of a log. */
interface Stored {
  lines: AuditData;
  listed: Set<string>;
  anchor: AnchorData;
}

const logOf = ({ lines, listed, anchor }: Stored, clock = () => NOW, signedBy = signer): AuditLog =>
  auditLog({
    store: memoryAuditStore(lines, listed),
    anchors: memoryAuditAnchors(anchor),
    kept: memoryKeptNotes(),
    signer: signedBy,
    clock,
  });
const verdictOn = (stored: Stored) => verifyLog(logOf(stored), NOW);

/** A log of five days with one to four entries each. */
async function written(): Promise<Stored> {
  const stored: Stored = { lines: {}, listed: new Set(), anchor: {} };
  for (let day = 0; day < 5; day += 1) {
    const log = logOf(stored, () => shift(NOW, (day - 4) * DAY_MS));
    for (let entry = 0; entry <= day % 4; entry += 1) await log.append(note(`${day}-${entry}`));
  }
  return stored;
}

let whole: Stored;
beforeAll(async () => {
  whole = await written();
});

type Place = [day: string, seq: number];
const placesIn = ({ lines }: Stored): Place[] =>
  Object.entries(lines).flatMap(([day, places]) =>
    Object.keys(places).map((seq): Place => [day, Number(seq)]),
  );

/** Every text, number and boolean in a value, as a function that changes it. */
function leaves(value: unknown): (() => void)[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const change = (to: unknown) => () => Object.assign(value, { [key]: to });
    if (typeof inner === 'string')
      return [change(inner.replace(/.$/, (last) => (last === '0' ? '1' : '0')) || 'x'), change(`${inner}x`)];
    if (typeof inner === 'number') return [change(inner + 1)];
    if (typeof inner === 'boolean') return [change(!inner)];
    return leaves(inner);
  });
}

/** One damage, chosen by numbers. Returns its description. */
function damage(stored: Stored, kind: number, pick: (below: number) => number): string {
  const places = placesIn(stored);
  const [day, seq] = places[pick(places.length)] as Place;
  const listed = [...stored.listed];
  const drop = (at: Place) => delete stored.lines[at[0]]?.[at[1]];
  const tail = places.filter((at) => at[0] > day || (at[0] === day && at[1] >= seq));
  const changes = [
    () => {
      drop([day, seq]);
      return `line ${day}/${seq} deleted`;
    },
    () => {
      stored.listed.delete(listed[pick(listed.length)] as string);
      return 'a day taken off the list';
    },
    () => {
      delete stored.anchor.anchor;
      return 'the count deleted';
    },
    () => {
      const others = places.filter((at) => at[0] !== day || at[1] !== seq);
      const [otherDay, otherSeq] = others[pick(others.length)] as Place;
      const [a, b] = [stored.lines[day] ?? {}, stored.lines[otherDay] ?? {}];
      const [mine, theirs] = [a[seq], b[otherSeq]];
      Object.assign(a, { [seq]: theirs });
      Object.assign(b, { [otherSeq]: mine });
      return `lines ${day}/${seq} and ${otherDay}/${otherSeq} swapped`;
    },
    () => {
      const all = leaves(stored.lines[day]?.[seq]);
      all[pick(all.length)]?.();
      return `line ${day}/${seq} changed: ${JSON.stringify(stored.lines[day]?.[seq])}`;
    },
    () => {
      const all = leaves(stored.anchor.anchor);
      all[pick(all.length)]?.();
      return 'the count changed';
    },
    () => {
      tail.forEach(drop);
      return `cut from ${day}/${seq} on`;
    },
    () => {
      tail.forEach(drop);
      for (const each of listed) if (each > day) stored.listed.delete(each);
      return `cut from ${day}/${seq} on, with the list of days`;
    },
    () => {
      stored.lines[day] = {};
      stored.listed.delete(day);
      return `day ${day} deleted`;
    },
    () => {
      for (const each of Object.keys(stored.lines)) delete stored.lines[each];
      stored.listed.clear();
      return 'every entry and every day deleted';
    },
  ];
  return changes[kind % changes.length]?.() ?? '';
}

describe('the verification of the log', () => {
  it('finds nothing in a log as it was written', async () => {
    expect(await verdictOn(whole)).toEqual({ ok: true, entries: 11 });
  });

  it('finds every one of a thousand random damages', async () => {
    const numbers = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.nat(9), numbers, async (kind, drawn) => {
        const stored = structuredClone(whole);
        const what = damage(stored, kind, (below) => (drawn.shift() ?? 0) % below);
        expect(await verdictOn(stored), what).toMatchObject({ ok: false, problem: expect.any(String) });
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it('finds an emptied log that was gone on with', async () => {
    const stored: Stored = { ...structuredClone(whole), lines: {}, listed: new Set() };
    for (let entry = 0; entry < 20; entry += 1) await logOf(stored).append(note(`new-${entry}`));

    expect(await verdictOn(stored)).toMatchObject({
      ok: false,
      problem: expect.stringMatching('11 entries'),
    });
  });

  it('finds a log that was written anew with a key of its own', async () => {
    const stored: Stored = { lines: {}, listed: new Set(), anchor: {} };
    await logOf(stored, () => NOW, stranger).append(note('forged'));

    expect(await verdictOn(stored)).toMatchObject({
      ok: false,
      problem: expect.stringMatching('another key'),
    });
  });

  it('trusts a key that was replaced knowingly', async () => {
    const stored: Stored = { lines: {}, listed: new Set(), anchor: {} };
    await logOf(stored, () => shift(NOW, -DAY_MS), stranger).append(note('before'));
    const renewed = { ...signer, formerKeys: [stranger.publicKey] };
    const log = logOf(stored, () => NOW, renewed);
    await log.append(note('after'));

    expect(await verifyLog(log, NOW)).toEqual({ ok: true, entries: 2 });
  });

  it('finds damage of another day when it is asked about one', async () => {
    const stored = structuredClone(whole);
    const days = Object.keys(stored.lines).filter((day) => day !== BEFORE_ALL);
    const [first = '', second = ''] = days.sort();
    stored.lines[second] = {};

    expect(await verifyLog(logOf(stored), NOW, { day: first })).toMatchObject({ ok: false });
  });

  it('does not call an outage damage', async () => {
    const log = logOf(whole);
    const down = { ...log, anchor: () => Promise.reject(new StoreUnavailable('down')) };

    await expect(verifyLog(down, NOW)).rejects.toThrow(StoreUnavailable);
  });
});
