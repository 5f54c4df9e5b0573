import * as z from 'zod';
import { packText, unpacked } from '../adapters/packed.ts';
import type { Decision } from '../domain/decision.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { CloseInput } from './close.ts';
import type { Loaded } from './load-context.ts';

/** Of so many packed texts what was read from them is kept: tasks in one process are handed the same one after the other. */
const KEPT = 500;
const known = new WeakMap<z.ZodType, Map<string, unknown>>();

/** A value from an earlier task: packed, as the workflow carries it, or as it is. No task changes what it is given. */
export function carried<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  const found = known.get(schema) ?? new Map<string, z.output<Schema>>();
  known.set(schema, found);
  return z.unknown().transform((value, context) => {
    if (typeof value === 'string' && found.has(value)) return found.get(value) as z.output<Schema>;
    const { data, error } = schema.safeParse(unpacked(value));
    if (error) {
      for (const { path, message } of error.issues) context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    }
    if (typeof value === 'string') {
      found.set(value, data);
      const [oldest] = found.keys();
      if (found.size > KEPT && oldest !== undefined) found.delete(oldest);
    }
    return data;
  });
}

/**
 * What LoadContext answers, as the workflow carries it. It looks into no context, and its log holds each payload once for
 * every task that is given it: so the context is packed.
 */
export interface CarriedContext {
  loaded: Exclude<Loaded, { context: unknown }> | { next: string; challenged: boolean };
  context?: string;
}

/** The task with the context of its answer packed; `challenged` tells whether the policy names a challenger. */
export const packingContext =
  <Input>(task: (input: Input) => Promise<Loaded>) =>
  async (input: Input): Promise<CarriedContext> => {
    const loaded = await task(input);
    if (!('context' in loaded)) return { loaded };
    const { next, context } = loaded;
    const challenged = context.policy.model.challenger !== undefined;
    return { loaded: { next, challenged }, context: packText(context) };
  };

/** The decision packed, and what metrics are to tell of it. */
export interface CarriedDecision {
  decision: string;
  judged: NonNullable<z.infer<typeof CloseInput>['judged']>;
}

/** The task with its decision packed. */
export const packingDecision =
  <Input extends { proposal: Proposal | null }>(task: (input: Input) => Promise<Decision>) =>
  async (input: Input): Promise<CarriedDecision> => {
    const decision = await task(input);
    return { decision: packText(decision), judged: judgedOf(decision, input.proposal) };
  };

const judgedOf = ({ trail }: Decision, proposal: Proposal | null): CarriedDecision['judged'] => ({
  source: proposal?.source ?? null,
  fallbackFor: proposal?.fallbackReason?.split(':', 1)[0] ?? null,
  guardrails: trail
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped')
    .map(({ guardrail, verdict }) => `${guardrail}.${verdict}`),
});

/** The task with its whole answer packed. */
export const packing =
  <Input>(task: (input: Input) => Promise<unknown>) =>
  async (input: Input): Promise<string> =>
    packText(await task(input));
