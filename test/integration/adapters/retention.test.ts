import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiredItems } from '../../../adapters/expired-items.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { TABLES } from '../../../adapters/tables.ts';
import { CommittedOutcome } from '../../../domain/state/price-state.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { at, challengeOn, evidenceOn, opening } from '../../contract/samples.ts';

let dynamo: OpenDynamo;
beforeEach(async () => {
  dynamo = await openDynamo();
});
afterEach(() => dynamo.close());

const DAY_S = 86_400;
const NOON_S = Date.parse(at(0)) / 1_000;
const make = () => dynamoLedger(dynamo.tables, 'ledger', { rows: 100, heldEvidence: 30, evidence: 90 });

/** Days from noon until each item expires, by its part; `kept` for items that never expire. */
async function expiries(): Promise<Record<string, number | string>> {
  const { Items = [] } = await dynamo.tables.send(new ScanCommand({ TableName: 'ledger' }));
  return Object.fromEntries(
    Items.map(({ eventId, part, expiresAt }) => [
      `${eventId} ${part}`,
      expiresAt === undefined ? 'kept' : Math.round((Number(expiresAt) - NOON_S) / DAY_S),
    ]),
  );
}

describe('the retention of the ledger', () => {
  it.each([
    ['held', 100, 30],
    ['rejected', 100, 90],
    ['shadowed', 100, 90],
    // A price may be in force for years.
    ['priced', 'kept', 'kept'],
  ] as const)(
    'of an event that ended %s expires after so many days: row %s, evidence %s',
    async (outcome, row, evidence) => {
      const ledger = make();
      await ledger.open(opening('e1'));
      await ledger.putEvidence(evidenceOn('e1', 1, outcome));
      await ledger.close('e1', { outcome, closedAt: at(3) });

      expect(await expiries()).toEqual({ 'e1 row': row, 'e1 decision#1': evidence });
    },
  );

  it.each(['superseded', 'dead-lettered'] as const)(
    'of an event that ended %s is a row that expires',
    async (outcome) => {
      const ledger = make();
      await ledger.open(opening('e1'));
      await ledger.close('e1', { outcome, closedAt: at(3) });

      expect(await expiries()).toEqual({ 'e1 row': 100 });
    },
  );

  it.each([
    ['held', 30],
    ['rejected', 90],
    ['priced', undefined],
    ['superseded', undefined],
  ] as const)(
    'is told by the row of an event that ended %s: its evidence is kept for %s days',
    async (outcome, days) => {
      const ledger = make();
      await ledger.open(opening('e1'));
      await ledger.close('e1', { outcome, closedAt: at(3) });

      expect((await ledger.read('e1'))?.evidenceDays).toBe(days);
    },
  );

  it('never expires while the event is open', async () => {
    await make().open(opening('e1'));

    expect(await expiries()).toEqual({ 'e1 row': 'kept' });
  });

  it('of a challenge is the same as of evidence', async () => {
    await make().putChallenge(challengeOn('e1', 1, 0));

    expect(Object.values(await expiries())).toEqual([90]);
  });

  it('is unlimited if no retention is set', async () => {
    const ledger = dynamoLedger(dynamo.tables, 'ledger');
    for (const outcome of CommittedOutcome.exclude(['dead-lettered']).options) {
      await ledger.open(opening(outcome));
      await ledger.putEvidence(evidenceOn(outcome, 1, outcome));
      await ledger.close(outcome, { outcome, closedAt: at(3) });
    }

    expect(new Set(Object.values(await expiries()))).toEqual(new Set(['kept']));
  });
});

describe('a store without TTL', () => {
  const forget = () => expiredItems(dynamo.tables, 'ledger', TABLES.ledger);
  const after = (days: number) => (NOON_S + days * DAY_S) * 1_000;
  const write = async (...ids: string[]) => {
    const ledger = make();
    for (const id of ids) {
      await ledger.open(opening(id));
      await ledger.putEvidence(evidenceOn(id, 1, 'held'));
      await ledger.close(id, { outcome: 'held', closedAt: at(0) });
    }
    return ledger;
  };

  it('loses expired items, and no others', async () => {
    const ledger = await write('e1');
    await ledger.putEvidence(evidenceOn('e2', 1, 'priced'));

    expect(await forget()(after(29))).toBe(0);
    expect(await forget()(after(31))).toBe(1);
    expect(Object.keys(await expiries()).sort()).toEqual(['e1 row', 'e2 decision#1']);
    expect(await forget()(after(10_000))).toBe(1);
    expect(Object.keys(await expiries())).toEqual(['e2 decision#1']);
  });

  it('is scanned a part at a time, and then from the start again', async () => {
    await write('e1', 'e2', 'e3', 'e4');
    const step = forget();

    const first = await step(after(31), 3);
    expect(first).toBeLessThan(4);
    let all = first;
    for (let more = 0; more < 3; more += 1) all += await step(after(31), 3);
    expect(all).toBe(4);
    await write('e5');
    for (let more = 0; more < 3; more += 1) all += await step(after(31), 3);
    expect(all).toBe(5);
  });

  it('leaves readers with no evidence, and no error', async () => {
    const ledger = await write('e1');
    await forget()(after(31));

    expect(await ledger.readEvidence('e1')).toEqual([]);
    expect(await ledger.evidences([{ eventId: 'e1', context: 1 }])).toEqual([]);
    expect(await ledger.read('e1')).toMatchObject({ outcome: 'held' });
  });
});
