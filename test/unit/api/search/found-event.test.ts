import { describe, expect, it } from 'vitest';
import { committedEvidence, foundEvent } from '../../../../api/search/found-event.ts';
import { NOW } from '../../domain/make.ts';
import { decidedRow, evidenceOf, row } from './make.ts';

describe('an event as searches find it', () => {
  it('tells what its decision was made of', () => {
    expect(foundEvent(decidedRow('one', 0), evidenceOf('one'))).toMatchObject({
      eventId: 'one',
      outcome: 'priced',
      closedAt: NOW,
      source: 'model',
      model: 'demand@1',
      policy: 'default@1',
      guardrails: ['max-step'],
      price: 1_100,
      priceBefore: 1_000,
      currency: 'EUR',
      latencyMs: 20,
    });
  });

  it('names the error and the state of a dead letter only', () => {
    const why = { reason: 'Broken: at 7', stage: 'Commit' };
    expect(foundEvent(row('one', 0, { outcome: 'dead-lettered', ...why }), undefined)).toMatchObject({
      error: 'Broken',
      stage: 'Commit',
    });
    expect(foundEvent(row('one', 0, { outcome: 'superseded', ...why }), undefined)).not.toHaveProperty(
      'error',
    );
  });

  it('is open without an outcome, and has no fields that are not known', () => {
    const { outcome: _, closedAt: __, ...open } = row('one', 0);
    expect(foundEvent(open as typeof open & { outcome?: never }, undefined)).toEqual({
      eventId: 'one',
      productId: 'SKU1',
      kind: 'inventory',
      acceptedAt: open.acceptedAt,
      outcome: 'open',
      guardrails: [],
    });
  });

  it('goes by the evidence that was committed, not by that of a context that was overtaken', () => {
    const [first, second] = [evidenceOf('one'), { ...evidenceOf('one'), context: 4 }];
    expect(committedEvidence({ revision: 2 }, [first, second])).toBe(first);
    expect(committedEvidence({ revision: 5 }, [first, second])).toBe(second);
    expect(committedEvidence({ revision: 9 }, [first, second])).toBeUndefined();
    expect(committedEvidence({}, [first, second])).toBe(second);
  });
});
