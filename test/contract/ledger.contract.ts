import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger.ts';
import { type Abandoned, MOST_EXECUTIONS, shardOf } from '../../domain/record/ledger.ts';
import { minor } from '../../domain/values/money.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { all, at, challengeOn, closing, evidenceOn, idsInOneShard, opening } from './samples.ts';

const EVER = { since: at(-1000), until: at(1000) };
/** The fields of the sample evidence in a row. */
const HELD = { outcome: 'held', source: 'rules' };
const PRICED = { outcome: 'priced', source: 'rules' };
const FENCE = { fencedAt: at(2), stage: 'LoadContext', reason: 'UnknownProduct: none' };

/** Contract of every ledger. `make` creates an empty one. */
export function ledgerContract(make: () => Promise<Ledger>): void {
  describe('open', () => {
    it('starts a row, and returns it as it can be read from then on', async () => {
      const ledger = await make();
      const { execution, ...row } = opening('e1');

      const opened = await ledger.open(opening('e1'));

      expect(opened).toEqual({ ...row, executions: [execution], decisions: {}, traces: {}, sweeps: 0 });
      expect(await ledger.read('e1')).toEqual(opened);
    });

    it('adds an execution to an open row, and keeps its first values', async () => {
      const ledger = await make();
      await ledger.open(opening('e1', { execution: 'run-2' }));

      const later = { receivedAt: at(9), acceptedAt: at(9), envelope: '{}', kind: 'seed', productId: 'SKU9' };
      const joined = await ledger.open(opening('e1', { ...later, execution: 'run-1' }));

      const { execution, ...first } = opening('e1');
      expect(joined).toMatchObject({ ...first, executions: ['run-1', 'run-2'] });
    });

    it('counts an execution once, however often it opens', async () => {
      const ledger = await make();
      await ledger.open(opening('e1'));

      expect((await ledger.open(opening('e1'))).executions).toEqual(['run-1']);
    });

    it('names the first executions and the last one, and counts those between, which come back as new ones', async () => {
      const ledger = await make();
      const run = (number: number) => `run-${String(number).padStart(3, '0')}`;
      const join = (number: number) => ledger.open(opening('e1', { execution: run(number) }));
      const first = Array.from({ length: MOST_EXECUTIONS }, (_, number) => run(number));
      for (let number = 0; number < MOST_EXECUTIONS; number += 1) await join(number);
      expect((await ledger.read('e1'))?.executions).toEqual(first);

      const next = await join(MOST_EXECUTIONS);
      expect(next.executions).toEqual([...first, run(MOST_EXECUTIONS)]);
      expect(next).not.toHaveProperty('executionsLeftOut');

      for (const number of [58, 7, 58, 59, 59]) await join(number);
      const full = await ledger.read('e1');
      expect(full?.executions).toEqual([...first, run(59)]);
      expect(full?.executionsLeftOut).toBe(2);
    });

    it('keeps when an event that waited was restarted, also in a row without room for a further execution', async () => {
      const ledger = await make();
      for (let number = 0; number < MOST_EXECUTIONS; number += 1)
        await ledger.open(opening('e1', { execution: `run-${number}` }));
      await ledger.countSweep('e1', at(10));

      await ledger.open(opening('e1', { execution: 'late', restart: { at: at(20), afterOutage: true } }));

      expect(await ledger.read('e1')).toMatchObject({ sweeps: 0, sweptAt: at(20) });
    });

    it('keeps the decisions that a row has', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteDecision(evidenceOn('e1', 4));

      expect((await ledger.open(opening('e1', { execution: 'run-2' }))).decisions).toEqual({ 4: HELD });
    });

    it('does not change a closed row, and returns it', async () => {
      const ledger = await makeOpen(make);
      await ledger.close('e1', closing());
      const before = await ledger.read('e1');

      expect(await ledger.open(opening('e1', { execution: 'run-2' }))).toEqual(before);
      expect(await ledger.read('e1')).toEqual(before);
      expect(await all(ledger.openBefore(at(60)))).toEqual([]);
    });

    it('keeps the id of the event that was redriven', async () => {
      const ledger = await make();
      await ledger.open(opening('e2', { redriveOf: 'e1' }));

      await ledger.open(opening('e2', { execution: 'run-2' }));

      expect((await ledger.read('e2'))?.redriveOf).toBe('e1');
    });

    it('accepts an event without product and kind', async () => {
      const ledger = await make();

      const row = await ledger.open(opening('e1', { productId: undefined, kind: undefined }));

      expect(row).not.toHaveProperty('productId');
      expect(row).not.toHaveProperty('kind');
    });
  });

  describe('readMany', () => {
    it('returns each row once and skips missing ones', async () => {
      const ledger = await makeOpen(make);
      await ledger.open(opening('e2'));

      const rows = await ledger.readMany(['e2', 'none', 'e1', 'e2']);

      expect(rows.map(({ eventId }) => eventId).sort()).toEqual(['e1', 'e2']);
    });

    it('returns more than a hundred', async () => {
      const ledger = await make();
      const ids = Array.from({ length: 101 }, (_, number) => `e${number}`);
      for (const id of ids) await ledger.open(opening(id));

      const rows = await ledger.readMany(ids);

      expect(rows.map(({ eventId }) => eventId).sort()).toEqual(ids.sort());
    });

    it('returns nothing for no ids', async () => {
      expect(await (await make()).readMany([])).toEqual([]);
    });
  });

  describe('withRow', () => {
    it('answers the ids that have a row, however often they are asked for', async () => {
      const ledger = await makeOpen(make);
      await ledger.putEvidence(evidenceOn('evidence alone', 1));

      expect(await ledger.withRow(['e1', 'none', 'evidence alone', 'e1'])).toEqual(new Set(['e1']));
      expect(await ledger.withRow([])).toEqual(new Set());
    });
  });

  describe('evidence', () => {
    it('is kept as first written', async () => {
      const ledger = await make();
      await ledger.putEvidence(evidenceOn('e1', 4, 'held'));

      expect(await ledger.putEvidence(evidenceOn('e1', 4, 'rejected'))).toEqual(evidenceOn('e1', 4, 'held'));
      expect(await ledger.readEvidence('e1')).toEqual([evidenceOn('e1', 4, 'held')]);
    });

    it('is kept for each context, in the order of the contexts', async () => {
      const ledger = await make();
      for (const context of [10, 2, 0]) await ledger.putEvidence(evidenceOn('e1', context));
      await ledger.putEvidence(evidenceOn('e10', 1));

      expect(await ledger.readEvidence('e1')).toEqual([0, 2, 10].map((context) => evidenceOn('e1', context)));
    });

    it('may have no proposal', async () => {
      const ledger = await make();
      const { proposal, ...without } = evidenceOn('e1', 4);

      expect(await ledger.putEvidence(without)).toEqual(without);
      expect(await ledger.readEvidence('e1')).toEqual([without]);
    });

    it('is not a row', async () => {
      const ledger = await makeOpen(make);
      await ledger.putEvidence(evidenceOn('e1', 4));

      expect(await all(ledger.byProduct('SKU1', EVER))).toEqual(['e1']);
      expect(await ledger.readEvidence('none')).toEqual([]);
    });
  });

  describe('decidedPrices', () => {
    const decided = (eventId: string, context: number) => ({
      eventId,
      context,
      decision: { price: 899, currency: 'EUR' },
    });
    const evidence = (eventId: string, context: number) => {
      const of = evidenceOn(eventId, context, 'priced');
      return { ...of, decision: { ...of.decision, price: minor(899) } };
    };

    it('are the prices of the requested decisions, without the rest of their evidence', async () => {
      const ledger = await make();
      for (const [id, context] of [
        ['e1', 4],
        ['e1', 5],
        ['e2', 4],
      ] as const)
        await ledger.putEvidence(evidence(id, context));

      const found = await ledger.decidedPrices([
        { eventId: 'e1', context: 4 },
        { eventId: 'e2', context: 4 },
        { eventId: 'e2', context: 5 },
      ]);

      expect(found.sort(ascending(({ eventId }) => eventId))).toEqual([decided('e1', 4), decided('e2', 4)]);
    });

    it('have no price if the decision put none in force', async () => {
      const ledger = await make();
      await ledger.putEvidence(evidenceOn('e1', 4));

      expect(await ledger.decidedPrices([{ eventId: 'e1', context: 4 }])).toEqual([
        { eventId: 'e1', context: 4, decision: { currency: 'EUR' } },
      ]);
      expect(await ledger.decidedPrices([])).toEqual([]);
    });
  });

  describe('noteRedriven', () => {
    it('names the new event on the old row, which keeps its outcome', async () => {
      const ledger = await makeOpen(make);
      await ledger.close('e1', closing('dead-lettered'));
      const row = await ledger.read('e1');

      expect(await ledger.noteRedriven('e1', 'e2')).toBe(true);
      expect(await ledger.noteRedriven('e1', 'e2')).toBe(true);
      expect(await ledger.read('e1')).toEqual({ ...row, redrivenAs: 'e2' });
    });

    it('is refused by a row without an outcome, or with another outcome', async () => {
      const ledger = await makeOpen(make);
      expect(await ledger.noteRedriven('e1', 'e2')).toBe(false);
      await ledger.close('e1', closing('held'));

      expect(await ledger.noteRedriven('e1', 'e2')).toBe(false);
      expect(await ledger.read('e1')).not.toHaveProperty('redrivenAs');
    });

    it('is refused without a row, and creates none', async () => {
      const ledger = await make();

      expect(await ledger.noteRedriven('e1', 'e2')).toBe(false);
      expect(await ledger.read('e1')).toBeUndefined();
    });
  });

  describe('challenges', () => {
    it('are found as they were put', async () => {
      const ledger = await make();
      const failed = challengeOn('e2', 4, 5, {
        failure: 'ModelTimeout: no',
        proposal: undefined,
        decision: undefined,
        comparison: undefined,
      });
      for (const each of [challengeOn('e1', 4, 5), failed]) await ledger.putChallenge(each);

      const found = (await all(ledger.challenges(EVER))).sort(ascending(({ eventId }) => eventId));

      expect(found).toEqual([challengeOn('e1', 4, 5), failed]);
    });

    it('are kept as first written, one for each context', async () => {
      const ledger = await make();
      await ledger.putChallenge(challengeOn('e1', 4, 5));
      await ledger.putChallenge(challengeOn('e1', 4, 6, { challenger: 'another' }));
      await ledger.putChallenge(challengeOn('e1', 40, 7));

      const found = await all(ledger.challenges(EVER));

      expect(found).toEqual([challengeOn('e1', 40, 7), challengeOn('e1', 4, 5)]);
    });

    it('are found by the time that they were made, both ends included', async () => {
      const ledger = await make();
      for (const minute of [1, 2, 4, 5]) await ledger.putChallenge(challengeOn(`e${minute}`, 4, minute));

      const found = await all(ledger.challenges({ since: at(2), until: at(4) }));

      expect(found.map(({ eventId }) => eventId).sort()).toEqual(['e2', 'e4']);
    });

    it('come newest first within a shard', async () => {
      const ledger = await make();
      const ids = idsInOneShard(3);
      for (const [at, id] of ids.entries()) await ledger.putChallenge(challengeOn(id, 4, [2, 1, 3][at] ?? 0));

      const found = await all(ledger.challenges(EVER));

      expect(found.map(({ challengedAt }) => challengedAt)).toEqual([at(3), at(2), at(1)]);
    });

    it('come newest first within a shard, also across batches', async () => {
      const ledger = await make();
      const ids = idsInOneShard(60);
      for (const [minute, id] of ids.entries()) await ledger.putChallenge(challengeOn(id, 4, minute));

      const found = await all(ledger.challenges(EVER));

      expect(found.map(({ eventId }) => eventId)).toEqual(ids.reverse());
    });

    it('are neither rows nor evidence, and change neither', async () => {
      const ledger = await makeOpen(make);
      await ledger.putEvidence(evidenceOn('e1', 4));
      await ledger.close('e1', closing('priced'));
      const row = await ledger.read('e1');

      await ledger.putChallenge(challengeOn('e1', 4, 5));

      expect(await ledger.read('e1')).toEqual(row);
      expect(await ledger.readEvidence('e1')).toEqual([evidenceOn('e1', 4)]);
      expect(await all(ledger.byOutcome('priced', EVER))).toEqual(['e1']);
      expect(await all(ledger.byProduct('SKU1', EVER))).toEqual(['e1']);
      expect(await ledger.readMany(['e1'])).toEqual([row]);
      expect(await all(ledger.challenges(EVER))).toEqual([challengeOn('e1', 4, 5)]);
    });

    it('do not block evidence', async () => {
      const ledger = await make();
      await ledger.putChallenge(challengeOn('e1', 4, 5));

      expect(await ledger.readEvidence('e1')).toEqual([]);
      expect(await ledger.putEvidence(evidenceOn('e1', 4))).toEqual(evidenceOn('e1', 4));
      expect(await ledger.readEvidence('e1')).toEqual([evidenceOn('e1', 4)]);
    });

    it('create no row for an event without one', async () => {
      const ledger = await make();
      await ledger.putChallenge(challengeOn('e1', 4, 5));

      expect(await ledger.read('e1')).toBeUndefined();
      expect(await all(ledger.byProduct('SKU1', EVER))).toEqual([]);
      expect(await all(ledger.openBefore(at(60)))).toEqual([]);
    });

    it('do not include rows that were closed at the same time', async () => {
      const ledger = await makeOpen(make);
      await ledger.putEvidence(evidenceOn('e1', 4));
      await ledger.close('e1', closing('held'));

      expect(await all(ledger.challenges(EVER))).toEqual([]);
    });
  });

  describe('noteDecision', () => {
    it('writes the decision and the source of its proposal under its context', async () => {
      const ledger = await makeOpen(make);

      expect(await ledger.noteDecision(evidenceOn('e1', 4, 'priced'))).toBe('noted');
      expect(await ledger.noteDecision(evidenceOn('e1', 5, 'held'))).toBe('noted');
      expect((await ledger.read('e1'))?.decisions).toEqual({ 4: PRICED, 5: HELD });
    });

    it('keeps the first decision on a context', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteDecision(evidenceOn('e1', 4, 'priced'));

      expect(await ledger.noteDecision(evidenceOn('e1', 4, 'held'))).toBe('there');
      expect((await ledger.read('e1'))?.decisions).toEqual({ 4: PRICED });
    });

    it('is refused by a closed row, also for a context with a decision', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteDecision(evidenceOn('e1', 4));
      await ledger.close('e1', closing());

      expect(await ledger.noteDecision(evidenceOn('e1', 4))).toBe('closed');
      expect(await ledger.noteDecision(evidenceOn('e1', 5))).toBe('closed');
      expect((await ledger.read('e1'))?.decisions).toEqual({ 4: HELD });
    });

    it('is refused by a fenced row', async () => {
      const ledger = await makeOpen(make);
      await ledger.fence('e1', FENCE);

      expect(await ledger.noteDecision(evidenceOn('e1', 4))).toBe('fenced');
      expect((await ledger.read('e1'))?.decisions).toEqual({});
    });

    it('throws without a row, and creates none', async () => {
      const ledger = await make();

      await expect(ledger.noteDecision(evidenceOn('e1', 4))).rejects.toThrow('no ledger row for e1');
      expect(await ledger.read('e1')).toBeUndefined();
    });
  });

  describe('fence', () => {
    it('is set with its stage and reason', async () => {
      const ledger = await makeOpen(make);

      expect(await ledger.fence('e1', FENCE)).toBe(true);
      expect(await ledger.read('e1')).toMatchObject(FENCE);
    });

    it.each<[string, (ledger: Ledger) => Promise<unknown>]>([
      ['was decided', (ledger) => ledger.noteDecision(evidenceOn('e1', 4))],
      ['is fenced', (ledger) => ledger.fence('e1', FENCE)],
      ['has its outcome', (ledger) => ledger.close('e1', closing())],
    ])('is refused by a row that %s, and changes nothing', async (_, before) => {
      const ledger = await makeOpen(make);
      await before(ledger);
      const row = await ledger.read('e1');

      expect(await ledger.fence('e1', { ...FENCE, reason: 'another', fencedAt: at(8) })).toBe(false);
      expect(await ledger.read('e1')).toEqual(row);
    });

    it('is refused without a row, and creates none', async () => {
      const ledger = await make();

      expect(await ledger.fence('e1', FENCE)).toBe(false);
      expect(await ledger.read('e1')).toBeUndefined();
    });
  });

  describe('close', () => {
    it('writes the outcome and its fields to the row', async () => {
      const ledger = await makeOpen(make);
      const ending = {
        revision: 5,
        'price.revision': 5,
        publishedAt: at(4),
        latencyMs: 812,
        stage: 'Commit',
      };

      expect(await ledger.close('e1', closing('priced', ending))).toBe(true);
      expect(await ledger.read('e1')).toMatchObject(closing('priced', ending));
    });

    it('keeps the first outcome', async () => {
      const ledger = await makeOpen(make);
      await ledger.close('e1', closing('held'));
      const row = await ledger.read('e1');

      expect(await ledger.close('e1', closing('rejected', { closedAt: at(9) }))).toBe(false);
      expect(await ledger.read('e1')).toEqual(row);
      expect(await all(ledger.byOutcome('rejected', EVER))).toEqual([]);
    });

    it('ends a fenced row', async () => {
      const ledger = await makeOpen(make);
      await ledger.fence('e1', FENCE);

      expect(await ledger.close('e1', closing('dead-lettered'))).toBe(true);
      expect((await ledger.read('e1'))?.outcome).toBe('dead-lettered');
    });

    it('omits unknown fields', async () => {
      const ledger = await makeOpen(make);

      await ledger.close('e1', closing('held', { stage: undefined, revision: undefined }));

      const row = await ledger.read('e1');
      expect(row).not.toHaveProperty('stage');
      expect(row).not.toHaveProperty('revision');
    });

    it('is refused without a row, and creates none', async () => {
      const ledger = await make();

      expect(await ledger.close('e1', closing())).toBe(false);
      expect(await ledger.read('e1')).toBeUndefined();
    });
  });

  describe('the trace', () => {
    const entry = (state: string, minute: number) => ({
      state,
      entered: at(minute),
      left: at(minute + 1),
      began: at(minute),
      retries: 2,
      error: { error: 'StoreUnavailable', cause: 'away' },
    });
    const part = (from: number, ...states: string[]) => ({
      execution: 'run-1',
      from,
      entries: states.map((state, index) => entry(state, index)),
    });

    it('is kept by execution and first entry, before and after the row is closed', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteTrace('e1', part(0, 'ReceiveEvent', 'LoadContext'));
      await ledger.close('e1', { ...closing(), trace: part(2, 'Commit') });
      await ledger.noteTrace('e1', part(3, 'Close'));

      expect((await ledger.read('e1'))?.traces).toEqual({
        'run-1#0': part(0, 'ReceiveEvent', 'LoadContext'),
        'run-1#2': part(2, 'Commit'),
        'run-1#3': part(3, 'Close'),
      });
    });

    it('is not overwritten by a note that comes late, but by the close', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteTrace('e1', part(0, 'ReceiveEvent'));
      await ledger.noteTrace('e1', part(0, 'LoadContext'));
      expect((await ledger.read('e1'))?.traces).toEqual({ 'run-1#0': part(0, 'ReceiveEvent') });

      await ledger.close('e1', { ...closing(), trace: part(0, 'ReceiveEvent', 'Close') });
      expect((await ledger.read('e1'))?.traces).toEqual({ 'run-1#0': part(0, 'ReceiveEvent', 'Close') });
    });

    it('has no part without entries, at most 50, and none without a row', async () => {
      const ledger = await makeOpen(make);
      await ledger.noteTrace('e1', part(0));
      for (let from = 0; from < 60; from += 1) await ledger.noteTrace('e1', part(from, 'ReceiveEvent'));
      await ledger.noteTrace('none', part(0, 'ReceiveEvent'));

      expect(Object.keys((await ledger.read('e1'))?.traces ?? {})).toHaveLength(50);
      expect(await ledger.read('none')).toBeUndefined();
    });
  });

  describe('countSweep', () => {
    it('counts each restart and keeps the time of the last', async () => {
      const ledger = await makeOpen(make);

      expect(await ledger.countSweep('e1', at(10))).toBe(true);
      expect(await ledger.countSweep('e1', at(20))).toBe(true);
      expect(await ledger.read('e1')).toMatchObject({ sweeps: 2, sweptAt: at(20) });
    });

    it('adds the executions that were found abandoned, in the order in which they were seen', async () => {
      const ledger = await makeOpen(make);
      const dead = (execution: string, minute: number, found: Abandoned['found']): Abandoned => ({
        execution,
        at: at(minute),
        found,
      });

      await ledger.countSweep('e1', at(10), [dead('run-1', 10, 'opened')]);
      await ledger.countSweep('e1', at(20));
      await ledger.countSweep('e1', at(30), [dead('run-2', 30, 'decided'), dead('run-3', 30, 'committed')]);

      expect(await ledger.read('e1')).toMatchObject({
        sweeps: 3,
        abandoned: [
          dead('run-1', 10, 'opened'),
          dead('run-2', 30, 'decided'),
          dead('run-3', 30, 'committed'),
        ],
      });
    });

    it('is refused by a row with an outcome', async () => {
      const ledger = await makeOpen(make);
      await ledger.close('e1', closing());

      expect(await ledger.countSweep('e1', at(10))).toBe(false);
      expect((await ledger.read('e1'))?.sweeps).toBe(0);
    });

    it('is refused without a row, and creates none', async () => {
      const ledger = await make();

      expect(await ledger.countSweep('e1', at(10))).toBe(false);
      expect(await ledger.read('e1')).toBeUndefined();
    });
  });

  describe('open, for an event that waited', () => {
    it('keeps when it was restarted, and the sweeps before', async () => {
      const ledger = await makeOpen(make);
      await ledger.countSweep('e1', at(10));

      await ledger.open(opening('e1', { execution: 'run-2', restart: { at: at(20), afterOutage: false } }));

      expect(await ledger.read('e1')).toMatchObject({
        sweeps: 1,
        sweptAt: at(20),
        executions: ['run-1', 'run-2'],
      });
    });

    it('counts its sweeps anew after an outage', async () => {
      const ledger = await makeOpen(make);
      await ledger.countSweep('e1', at(10));

      await ledger.open(opening('e1', { execution: 'run-2', restart: { at: at(20), afterOutage: true } }));

      expect(await ledger.read('e1')).toMatchObject({ sweeps: 0, sweptAt: at(20) });
      expect(await ledger.countSweep('e1', at(30))).toBe(true);
      expect(await ledger.read('e1')).toMatchObject({ sweeps: 1, sweptAt: at(30) });
    });

    it('leaves a closed row as it is', async () => {
      const ledger = await makeOpen(make);
      await ledger.close('e1', closing());
      const before = await ledger.read('e1');

      await ledger.open(opening('e1', { execution: 'run-2', restart: { at: at(20), afterOutage: true } }));

      expect(await ledger.read('e1')).toEqual(before);
    });
  });

  describe('openBefore', () => {
    it('lists the rows without an outcome that were received by then', async () => {
      const ledger = await make();
      await ledger.open(opening('early', { receivedAt: at(1) }));
      await ledger.open(opening('on time', { receivedAt: at(5) }));
      await ledger.open(opening('late', { receivedAt: at(6) }));
      await ledger.open(opening('closed', { receivedAt: at(1) }));
      await ledger.close('closed', closing());

      expect((await all(ledger.openBefore(at(5)))).sort()).toEqual(['early', 'on time']);
    });

    it('lists those that were received in the future as well, given the time from which on that is', async () => {
      const ledger = await make();
      await ledger.open(opening('early', { receivedAt: at(1) }));
      await ledger.open(opening('young', { receivedAt: at(6) }));
      await ledger.open(opening('future', { receivedAt: at(60) }));

      expect((await all(ledger.openBefore(at(5), at(60)))).sort()).toEqual(['early', 'future']);
      expect(await all(ledger.openBefore(at(5)))).toEqual(['early']);
    });

    it('lists shard after shard, the oldest first within one', async () => {
      const ledger = await make();
      const [first = '', second = '', third = ''] = idsInOneShard(3);
      await ledger.open(opening(second, { receivedAt: at(2) }));
      await ledger.open(opening(third, { receivedAt: at(3) }));
      await ledger.open(opening(first, { receivedAt: at(1) }));
      for (const id of ['x', 'y', 'z']) await ledger.open(opening(id, { receivedAt: at(0) }));

      const ids = await all(ledger.openBefore(at(5)));

      expect(ids.filter((id) => shardOf(id) === 0)).toEqual([first, second, third]);
      expect(ids.map(shardOf)).toEqual(ids.map(shardOf).sort());
    });
  });

  describe('byOutcome', () => {
    it('lists the rows with that outcome that were closed within the span, both ends included', async () => {
      const ledger = await make();
      for (const [id, minute] of [
        ['before', 1],
        ['first', 2],
        ['last', 4],
        ['after', 5],
      ] as const) {
        await ledger.open(opening(id));
        await ledger.close(id, closing('priced', { closedAt: at(minute) }));
      }
      await ledger.open(opening('other'));
      await ledger.close('other', closing('held', { closedAt: at(3) }));

      expect((await all(ledger.byOutcome('priced', { since: at(2), until: at(4) }))).sort()).toEqual([
        'first',
        'last',
      ]);
    });

    it('lists the newest first within a shard', async () => {
      const ledger = await make();
      const [first = '', second = ''] = idsInOneShard(2);
      for (const [id, minute] of [
        [first, 1],
        [second, 2],
      ] as const) {
        await ledger.open(opening(id));
        await ledger.close(id, closing('priced', { closedAt: at(minute) }));
      }

      expect(await all(ledger.byOutcome('priced', EVER))).toEqual([second, first]);
    });
  });

  it('returns the evidence of many decisions, without missing ones', async () => {
    const ledger = await make();
    const decisions = Array.from({ length: 120 }, (_, context) => ({ eventId: `e${context % 3}`, context }));
    for (const { eventId, context } of decisions) await ledger.putEvidence(evidenceOn(eventId, context));

    const found = await ledger.evidences([...decisions, { eventId: 'e0', context: 999 }]);

    expect(found.sort(ascending(({ context }) => context))).toEqual(
      decisions.map(({ eventId, context }) => evidenceOn(eventId, context)),
    );
    expect(await ledger.evidences([])).toEqual([]);
  });

  it('lists decisions that repaired a price after a rejection, within the span, both ends included', async () => {
    const ledger = await make();
    const reject = { guardrail: 'review-jump', verdict: 'reject', before: 1500, after: 1500 } as const;
    for (const [id, outcome, minute] of [
      ['before', 'priced', 1],
      ['first', 'priced', 2],
      ['rejected', 'rejected', 3],
      ['last', 'priced', 4],
    ] as const) {
      const { decision, ...evidence } = evidenceOn(id, 0, outcome);
      await ledger.putEvidence({
        ...evidence,
        decision: { ...decision, trail: [reject], decidedAt: at(minute) },
      });
    }
    await ledger.putEvidence(evidenceOn('plain', 0, 'priced'));

    expect((await all(ledger.mended({ since: at(2), until: at(4) }))).sort()).toEqual(['first', 'last']);
    expect(await all(ledger.byOutcome('priced', EVER))).toEqual([]);
  });

  it('lists the rows of a product, the newest first, within the span, both ends included', async () => {
    const ledger = await make();
    for (const [id, minute] of [
      ['b', 2],
      ['a', 1],
      ['d', 4],
      ['c', 3],
    ] as const)
      await ledger.open(opening(id, { acceptedAt: at(minute) }));
    await ledger.open(opening('other', { productId: 'SKU2', acceptedAt: at(2) }));
    await ledger.open(opening('unreadable', { productId: undefined, acceptedAt: at(2) }));

    expect(await all(ledger.byProduct('SKU1', { since: at(1), until: at(3) }))).toEqual(['c', 'b', 'a']);
  });
}

/** A ledger with an open row for e1. */
async function makeOpen(make: () => Promise<Ledger>): Promise<Ledger> {
  const ledger = await make();
  await ledger.open(opening('e1'));
  return ledger;
}
