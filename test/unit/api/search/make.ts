import type { PriceStates } from '../../../../adapters/price-state.ts';
import { decide } from '../../../../domain/decision/decision.ts';
import { type Evidence, type LedgerRow, noteOf } from '../../../../domain/record/ledger.ts';
import { shift } from '../../../../domain/values/time.ts';
import { guarded, NOW, on, proposal } from '../../domain/make.ts';

/** A row that was accepted `agoMs` before NOW and closed 20 ms later. */
export const row = (eventId: string, agoMs: number, changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId,
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: shift(NOW, -agoMs - 20),
  receivedAt: shift(NOW, -agoMs - 10),
  envelope: '{}',
  executions: ['arn:one'],
  decisions: {},
  outcome: 'held',
  closedAt: shift(NOW, -agoMs),
  sweeps: 0,
  ...changes,
});

/** The time of the last decision on each of these rows' products. */
export const decidedOn = (rows: () => LedgerRow[]): Pick<PriceStates, 'decided'> => ({
  async *decided() {
    const last = new Map<string, string>();
    for (const { productId, outcome, closedAt = '' } of rows())
      if (productId !== undefined && outcome === 'held' && closedAt > (last.get(productId) ?? ''))
        last.set(productId, closedAt);
    for (const [productId, decidedAt] of last) yield { productId, decidedAt };
  },
});

/** The evidence of a decision on context 1, in which max-step clamped the price. */
export const evidenceOf = (eventId: string): Evidence => ({
  eventId,
  productId: 'SKU1',
  context: 1,
  proposal: { ...proposal(1_500), by: 'demand@1' },
  decision: decide(on({ policy: guarded({ maxStep: { percent: 10 } }) }), proposal(1_500)),
});

/** A row with such a decision. */
export const decidedRow = (eventId: string, agoMs: number, changes: Partial<LedgerRow> = {}): LedgerRow =>
  row(eventId, agoMs, {
    outcome: 'priced',
    revision: 2,
    reason: 'max-step: 10% above the price in force',
    decisions: { 1: noteOf(evidenceOf(eventId)) },
    latencyMs: 20,
    ...changes,
  });
