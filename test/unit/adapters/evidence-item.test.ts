import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askModel } from '../../../adapters/demand-models.ts';
import { packEvidence, unpackEvidence } from '../../../adapters/evidence-item.ts';
import { pack } from '../../../adapters/packed.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { Evidence } from '../../../domain/record/ledger.ts';
import { DAY_MS, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { inventory, NOW, on, policy, product, proposal, state } from '../domain/make.ts';
import stored from './fixtures/format-2.json' with { type: 'json' };

const index = fc.double({ min: 0, max: 1e9, noNaN: true }).map((each) => (Object.is(each, -0) ? 0 : each));
/** Answers of our own scorer, which are float32, or of another model. */
const answers = fc.oneof(
  fc.array(index.map(Math.fround), { minLength: 3, maxLength: 60 }),
  fc.array(index, { minLength: 3, maxLength: 60 }),
);

/** Evidence for a decision on the model's proposal. */
const evidenceOf = (made: Proposal | undefined, changes: Partial<Evidence> = {}): Evidence => {
  const circumstances = on({ product: product({ baselineUnitsPerHour: 10 }) });
  return Evidence.parse(
    JSON.parse(
      JSON.stringify({
        eventId: 'event-2',
        productId: 'SKU1',
        context: 1,
        proposal: made,
        decision: decide(circumstances, made),
        judgedOn: { ...circumstances, policy: { policyId: 'default', version: 1, mode: 'live' } },
        code: '0.1.0',
        ...changes,
      }),
    ),
  );
};

/** A proposal whose curve is derived from its answers, rounded as in `proposeByModel`, or not. */
const proposals = fc.tuple(answers, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.boolean()).map(
  ([indices, unitsPerHour, follows]): Proposal => ({
    ...proposal(1_000),
    madeOn: 1,
    madeAt: NOW,
    curve: indices.slice(0, -2).map((each, at) => ({
      price: 900 + at,
      unitsPerHour: Number((each * unitsPerHour).toPrecision(6)) + (follows ? 0 : 1),
      expectedUnits: at / 1_000,
      expectedProfit: 10 * at,
    })),
    demand: { model: 'demand@1', level: { unitsPerHour, cv: 0.5 }, reference: { price: 1_000, index: 1 } },
    answered: { priceRatio: { lowest: 0.3, highest: 3 }, dependsOnTime: false, indices },
  }),
);

const throughItem = (evidence: Evidence): Evidence => unpackEvidence(packEvidence(evidence));

describe('the evidence of a decision', () => {
  it('comes back as it was, bit for bit', () => {
    fc.assert(
      fc.property(proposals, (made) => {
        const evidence = evidenceOf(made);
        expect(throughItem(evidence)).toStrictEqual(evidence);
      }),
    );
  });

  it('stores the answers with the decision that the proposal was first made for, and the rest unchanged', () => {
    fc.assert(
      fc.property(proposals, (made) => {
        const rejudged = evidenceOf(made, { context: 3 });
        const { answered: _, ...kept } = rejudged.proposal ?? proposal(1);
        expect(throughItem(rejudged)).toStrictEqual({ ...rejudged, proposal: kept });
      }),
    );
  });

  it('keeps the trace', () => {
    const trace = { execution: 'one', from: 2, entries: [{ state: 'Commit', entered: NOW, retries: 2 }] };
    expect(throughItem(evidenceOf(undefined, { trace })).trace).toEqual(trace);
  });

  it('from before the context was stored can be read, with the curve as a list', () => {
    const {
      judgedOn: _,
      code: __,
      ...rest
    } = evidenceOf(
      proposal(1_000, {
        curve: [{ price: 900, unitsPerHour: 1, expectedUnits: 2, expectedProfit: 3 }],
      }),
    );
    const packed = pack(rest);
    expect(unpackEvidence(packed)).toStrictEqual(rest);
  });

  it('is read as format 2 stored it', () => {
    const { packed, value } = stored.evidence;
    expect(JSON.parse(JSON.stringify(unpackEvidence(Buffer.from(packed, 'base64'))))).toEqual(value);
  });

  it('costs two write units with a curve of 25 prices and a month of history', async () => {
    const dailyLows = Object.fromEntries(
      Array.from({ length: 30 }, (_, day) => [
        shift(NOW, -day * DAY_MS).slice(0, 10),
        1_000 + ((day * 7_919) % 613),
      ]),
    );
    const hourlyRanges = Object.fromEntries(
      Array.from({ length: 24 }, (_, hour) => [
        shift(NOW, -hour * HOUR_MS).slice(0, 13),
        { lowest: 1_000 + ((hour * 7_919) % 613), highest: 1_700 + ((hour * 6_007) % 411) },
      ]),
    );
    const { event, now, ...context } = on({
      event: inventory({ stock: 5_000 }),
      product: product({ baselineUnitsPerHour: 10, saleEndsAt: shift(NOW, DAY_MS) }),
      policy: policy({
        model: { use: true },
        guardrails: { maxStep: { percent: 5 }, windowBand: { percent: 25 }, rounding: { endings: [99] } },
      }),
      state: state({ dailyLows, hourlyRanges }),
    });
    const exact = elasticModel();
    const model = {
      ...exact,
      predict: async (...asked: Parameters<typeof exact.predict>) =>
        (await exact.predict(...asked)).map(Math.fround),
    };
    const made = { ...(await askModel(model, { ...context, event, now })), madeOn: 1, madeAt: now };
    expect(made.curve).toHaveLength(25);
    const stay = (name: string) => ({ state: name, entered: NOW, began: NOW, ended: NOW, left: NOW });
    const trace = {
      execution: '0a1b2c3d-4e5f-6789-abcd-ef0123456789:fedcba98-7654-3210-fedc-ba9876543210',
      from: 0,
      entries: ['ReceiveEvent', 'LoadContext', 'PredictPrice', 'ApplyGuardrails'].map(stay),
    };
    const evidence = Evidence.parse({
      ...evidenceOf(made, { trace }),
      decision: decide({ ...context, event, now }, made),
      judgedOn: { ...context, policy: { policyId: 'default', version: 1, mode: 'live' }, loadedAt: now },
    });
    const size = packEvidence(evidence).length;
    // The rest of the item: keys, price and index attributes.
    expect(size).toBeLessThan(2_048 - 250);
  });
});
