import * as z from 'zod';
import type { Proposal } from '../context/proposal.ts';
import { TrailEntry } from '../guardrails/trail.ts';
import { expectedAt } from '../proposals/expected-at.ts';
import { firstDifference } from '../values/first-difference.ts';
import type { Decision } from './decision.ts';

/** Whether outcome and price are the same. */
export const isSame = (a: Decision, b: Decision): boolean => a.outcome === b.outcome && a.price === b.price;

/** A guardrail's recorded answer and its answer under the other terms; absent where it was not asked. */
export const GuardrailDifference = z.object({
  guardrail: z.string(),
  recorded: TrailEntry.optional(),
  supposed: TrailEntry.optional(),
});
export type GuardrailDifference = z.infer<typeof GuardrailDifference>;

/** The guardrails whose answers differ between two trails, in the order of the trails. */
export function differingGuardrails(recorded: TrailEntry[], supposed: TrailEntry[]): GuardrailDifference[] {
  const [then, now] = [byName(recorded), byName(supposed)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((key) => {
    const [one, other] = [then.get(key), now.get(key)];
    const name = (one ?? other)?.guardrail;
    if (name === undefined || firstDifference(one, other, '') === undefined) return [];
    return [
      {
        guardrail: name,
        ...(one ? { recorded: one } : {}),
        ...(other ? { supposed: other } : {}),
      },
    ];
  });
}

// A guardrail that repaired the price in force has a second entry in the trail.
function byName(trail: TrailEntry[]): Map<string, TrailEntry> {
  const found = new Map<string, TrailEntry>();
  for (const entry of trail) {
    const times = [...found.values()].filter(({ guardrail }) => guardrail === entry.guardrail).length;
    found.set(`${entry.guardrail}#${times}`, entry);
  }
  return found;
}

/** The price in force after the decision; undefined if there is none. */
export const priceAfter = ({
  outcome,
  price,
  priceBefore,
}: Pick<Decision, 'outcome' | 'price' | 'priceBefore'>): number | undefined =>
  outcome === 'priced' ? price : priceBefore;

/** The profit that the model expects of the price in force after each decision, in minor units; undefined if unknown. */
export function expectedProfits(
  proposal: Proposal | undefined,
  before: Decision,
  after: Decision,
): { before: number; after: number } | undefined {
  const [one, other] = [before, after].map((each) => {
    const price = priceAfter(each);
    return proposal === undefined || price === undefined ? undefined : expectedAt(proposal, price);
  });
  return one && other && { before: one.profit, after: other.profit };
}
