import { describe, expect, it } from 'vitest';
import { GUARDRAILS } from '../../../../domain/guardrails/index.ts';
import { Outcome } from '../../../../domain/record/ledger.ts';
import { CloseInput } from '../../../../tasks/close.ts';
import { endingMeasures } from '../../../../tasks/telemetry/ending-measures.ts';
import { emit } from '../../../../tasks/telemetry/measured.ts';
import { NOW } from '../../domain/make.ts';
import { linesOf } from './lines.ts';

const DONE = { closed: true };
const later = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();

const ending = (changes: object = {}, outcome = 'priced') =>
  CloseInput.parse({
    eventId: 'e1',
    acceptedAt: NOW,
    ending: { outcome, reason: 'approved', revision: 2 },
    publication: null,
    ...changes,
  });

const judged = (changes: object = {}) => ({ source: 'model', guardrails: [], ...changes });

describe('the end of an event', () => {
  it.each(Outcome.options)('is counted under its outcome: %s', (outcome) => {
    const [name = ''] = Object.keys(endingMeasures(ending({}, outcome), DONE)?.counts ?? {});
    expect(name.toLowerCase()).toBe(outcome.replace('-', ''));
  });

  it('is counted by the execution that ended it, and by no other', () => {
    expect(endingMeasures(ending(), { closed: false })).toBeUndefined();
  });

  it('tells how long it took from the bus to Redis', () => {
    const publication = { status: 'published', at: later(740) };
    expect(endingMeasures(ending({ publication }), DONE)?.milliseconds).toEqual({ EventToPublish: 740 });
  });

  it('tells no time of a price that was overtaken, but that it was', () => {
    const measured = endingMeasures(ending({ publication: { status: 'overtaken', at: later(1) } }), DONE);
    expect(measured?.milliseconds).toBeUndefined();
    expect(measured?.counts).toMatchObject({ Priced: 1, Overtaken: 1 });
  });

  it('tells no negative time where two clocks differ', () => {
    const publication = { status: 'published', at: later(-5) };
    expect(endingMeasures(ending({ publication }), DONE)?.milliseconds).toEqual({ EventToPublish: 0 });
  });

  it('tells the error of a dead letter', () => {
    const to = { outcome: 'dead-lettered', reason: 'UnknownProduct: no SKU1', stage: 'LoadContext' };
    const measured = endingMeasures(ending({ ending: to }), DONE);
    expect(measured?.counts).toEqual({ DeadLettered: 1, 'DeadLettered.UnknownProduct': 1 });
  });
});

describe('a judgement', () => {
  const countsOf = (of: object, outcome?: string) =>
    endingMeasures(ending({ judged: judged(of) }, outcome), DONE)?.counts;

  it('counts 0 for a price of the model, and 1 for one of the rules in its place, with the reason', () => {
    expect(countsOf({})).toEqual({ Priced: 1, Fallback: 0 });
    expect(countsOf({ source: 'rules', fallbackReason: 'ModelTimeout: none' })).toEqual({
      Priced: 1,
      Fallback: 1,
      'Fallback.ModelTimeout': 1,
    });
  });

  it.each([
    ['the rules, where the policy uses no model', { source: 'rules' }],
    ['a person', { source: 'operator' }],
    ['nobody', { source: undefined }],
  ])('says nothing of the model for a price of %s', (_, of) => {
    expect(countsOf(of)).toEqual({ Priced: 1 });
  });

  it('counts what each guardrail said', () => {
    expect(countsOf({ guardrails: ['max-step.clamp', 'rounding.clamp'] })).toEqual({
      Priced: 1,
      Fallback: 0,
      'Guardrail.max-step.clamp': 1,
      'Guardrail.rounding.clamp': 1,
    });
  });

  it.each(['superseded', 'dead-lettered'])('is not counted for an event that was %s after all', (outcome) => {
    const counts = countsOf({ guardrails: ['max-step.clamp'] }, outcome) ?? {};
    expect(Object.keys(counts).filter((name) => /Fallback|Guardrail/.test(name))).toEqual([]);
  });

  it('does not keep an event from being closed, whatever form it has', () => {
    expect(ending({ judged: 'nonsense' }).judged).toBeNull();
  });

  it('takes less than 600 bytes of the log for an event as most are', async () => {
    const usual = ending({
      judged: judged({ guardrails: ['max-step.clamp', 'rounding.clamp'] }),
      publication: { status: 'published', at: later(740) },
      ending: { outcome: 'priced', reason: 'max-step, rounding: price ending 9', revision: 2 },
    });
    const measured = endingMeasures(usual, DONE);
    const eventId = '625d132f-21e0-42ff-9c0f-7b8122b32e88';
    const { raw } = await linesOf(() => measured && emit(measured, { task: 'Close', eventId }));
    expect(Buffer.byteLength(raw[0] ?? '')).toBeLessThan(600);
  });

  it('fits into a line of 4 KB where every guardrail has spoken', async () => {
    const guardrails = GUARDRAILS.map(({ name }) => `${name}.clamp`);
    const long = ending({
      judged: judged({ source: 'rules', fallbackReason: 'ModelUnavailable: none', guardrails }),
      publication: { status: 'published', at: later(740) },
      ending: { outcome: 'priced', reason: 'x'.repeat(10_000), revision: 2 },
    });
    const measured = endingMeasures(long, DONE);
    const { raw } = await linesOf(
      () => measured && emit(measured, { task: 'Close', eventId: 'x'.repeat(256) }),
    );
    expect(raw).toHaveLength(1);
    expect(Buffer.byteLength(raw[0] ?? '')).toBeLessThan(4096);
  });
});
