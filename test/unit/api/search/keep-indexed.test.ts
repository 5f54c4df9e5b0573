import { describe, expect, it } from 'vitest';
import type { FoundEvent } from '../../../../api/routes/search.ts';
import { keepIndexed } from '../../../../api/search/keep-indexed.ts';
import { openIndex } from '../../../../api/search/sqlite-index.ts';
import { watchedLedger } from '../../../../api/search/watched-ledger.ts';
import { shift } from '../../../../domain/values/time.ts';
import { type LedgerData, memoryLedger } from '../../../fakes/memory-ledger.ts';
import { NOW } from '../../domain/make.ts';
import { decidedOn, decidedRow, evidenceOf, row } from './make.ts';

async function* these(...ids: string[]): AsyncGenerator<string> {
  yield* ids;
}

function keeper(data: LedgerData = { rows: {}, evidence: {} }) {
  const inner = memoryLedger(data);
  const reads = { evidence: 0 };
  const ledger = {
    ...inner,
    readEvidence: (id: string) => {
      reads.evidence += 1;
      return inner.readEvidence(id);
    },
  };
  const index = openIndex(':memory:', () => {});
  const closed: FoundEvent[] = [];
  const state = { now: NOW, broken: false };
  const kept = keepIndexed({
    ledger,
    priceStates: decidedOn(() => Object.values(data.rows)),
    index: {
      put(...args) {
        if (state.broken) throw new Error('the disk is full');
        index.put(...args);
      },
      upTo: async () => index.upTo(),
    },
    clock: () => state.now,
    onClosed: (events) => closed.push(...events),
    rest: async () => {},
  });
  const outcomes = () =>
    Object.fromEntries(
      index.search({}, { limit: 1000 }).events.map(({ eventId, outcome }) => [eventId, outcome]),
    );
  return { data, ledger, watched: watchedLedger(ledger, kept), index, kept, closed, state, outcomes, reads };
}

const opening = (eventId: string) => ({
  eventId,
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: NOW,
  receivedAt: NOW,
  envelope: '{}',
  execution: 'arn:one',
});

describe('the index follows what is written to the ledger', () => {
  it('shows an event as open, then with its outcome, and tells of that once', async () => {
    const { watched, kept, closed, outcomes } = keeper();
    await watched.open(opening('one'));
    await kept.flush();
    expect(outcomes()).toEqual({ one: 'open' });
    await watched.close('one', { outcome: 'held', closedAt: NOW });
    await kept.flush();
    expect(await watched.close('one', { outcome: 'held', closedAt: NOW })).toBe(false);
    await kept.flush();
    await watched.noteRedriven('one', 'two');
    await kept.flush();
    expect(outcomes()).toEqual({ one: 'held' });
    expect(closed.map(({ eventId }) => eventId)).toEqual(['one']);
  });

  it('takes the evidence from the write itself, and reads none', async () => {
    const { watched, kept, index, reads } = keeper();
    await watched.open(opening('one'));
    const evidence = evidenceOf('one');
    await watched.putEvidence(evidence);
    await watched.noteDecision(evidence);
    await watched.close('one', { outcome: 'priced', closedAt: NOW, revision: 2 });
    await kept.flush();
    expect(index.search({ guardrail: 'max-step' }, { limit: 1 }).events).toMatchObject([
      { eventId: 'one', price: 1_100, policy: 'default@1' },
    ]);
    expect(reads.evidence).toBe(0);
  });

  it('puts what it could not put the time before', async () => {
    const { watched, kept, state, closed, outcomes } = keeper();
    await watched.open(opening('one'));
    await watched.close('one', { outcome: 'held', closedAt: NOW });
    state.broken = true;
    await expect(kept.flush()).rejects.toThrow('the disk is full');
    await watched.open(opening('two'));
    state.broken = false;
    await kept.flush();
    expect(outcomes()).toEqual({ one: 'held', two: 'open' });
    expect(closed).toHaveLength(1);
  });
});

describe('catching up', () => {
  const past = (): LedgerData => {
    const { outcome: _, closedAt: __, ...open } = row('open', 4_000);
    return {
      rows: { old: decidedRow('old', 9e8), new: row('new', 1_000), open: open as ReturnType<typeof row> },
      evidence: { 'old#1': evidenceOf('old') },
    };
  };

  it('reads a ledger of any age into an index that was never filled', async () => {
    const { kept, outcomes, index } = keeper(past());
    expect(kept.isCaughtUp()).toBe(false);
    await kept.catchUp(these());
    expect(kept.isCaughtUp()).toBe(true);
    expect(outcomes()).toEqual({ new: 'held', open: 'open', old: 'priced' });
    expect(index.search({ model: 'demand@1' }, { limit: 1 }).total).toBe(1);
  });

  it('reads only what ended since the mark, what is open, and what it is told of', async () => {
    const { kept, outcomes, index, data } = keeper(past());
    index.put([], shift(NOW, -3_000));
    await kept.catchUp(these());
    expect(outcomes()).toEqual({ new: 'held', open: 'open' });
    data.rows['hidden'] = row('hidden', 5e8);
    await kept.catchUp(these('hidden'));
    expect(outcomes()).toEqual({ new: 'held', open: 'open', hidden: 'held' });
  });

  it('leaves the mark behind an event that is still to be put', async () => {
    const { kept, watched, state, index, ledger } = keeper();
    await kept.catchUp(these());
    await watched.open(opening('one'));
    const { readMany } = ledger;
    ledger.readMany = async (ids) => {
      ledger.readMany = readMany;
      await watched.open(opening('two'));
      state.now = shift(NOW, 60_000);
      return readMany(ids);
    };
    await kept.flush();
    expect(index.upTo()).toBe(NOW);
    await kept.flush();
    expect(index.upTo()).toBe(state.now);
  });

  it('sets no mark before it is through, so that the next start catches up again', async () => {
    const { kept, watched, index } = keeper();
    await watched.open(opening('one'));
    await kept.flush();
    expect(index.upTo()).toBeUndefined();
  });

  it('never puts an older look at a row over a newer one', async () => {
    const { kept, watched, ledger, outcomes } = keeper();
    await watched.open(opening('one'));
    const { readMany } = ledger;
    const looked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    ledger.readMany = async (ids) => {
      const rows = await readMany(ids);
      looked.resolve();
      await goOn.promise;
      return rows;
    };
    const catching = kept.catchUp(these());
    await looked.promise;
    ledger.readMany = readMany;
    await watched.close('one', { outcome: 'held', closedAt: NOW });
    const flushed = kept.flush();
    goOn.resolve();
    await Promise.all([catching, flushed]);
    expect(outcomes()).toEqual({ one: 'held' });
  });
});
