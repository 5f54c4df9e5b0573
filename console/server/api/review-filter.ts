import * as z from 'zod';
import { isAmong } from '../../../domain/four-eyes.ts';
import type { ReviewItem, ReviewState } from '../../contract/reviews.ts';

const STATES = [
  'open',
  'taken',
  'awaiting-second',
  'escalated',
  'upheld',
  'released',
  'lapsed',
] as const satisfies ReviewState[];

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** What the list of reviews can be filtered by; `state` is one or more, with commas in between. */
export const ReviewQuery = z.strictObject({
  state: z
    .string()
    .transform((words) => words.split(','))
    .pipe(z.array(z.enum(STATES)))
    .optional(),
  guardrail: z.string().min(1).optional(),
  product: z.string().min(1).optional(),
  /** A policy, or a version of it: `default@3`. */
  policy: z.string().min(1).optional(),
  overdue: flag.optional(),
  /** Those that the person who asks holds, asked for or decided. */
  mine: flag.optional(),
});

export type ReviewFilter = Partial<Omit<z.infer<typeof ReviewQuery>, 'state'>>;

/** Whether the filter lets the review through, for the person who asks. */
export function wanted(
  item: ReviewItem,
  { guardrail, product, policy, overdue, mine }: ReviewFilter,
  person: string,
): boolean {
  const people = [item.takenBy, item.requestedBy, item.decidedBy].filter((each) => each !== undefined);
  return (
    (guardrail === undefined || item.guardrail === guardrail) &&
    (product === undefined || item.productId === product) &&
    (policy === undefined || item.policy === policy || item.policy.startsWith(`${policy}@`)) &&
    (overdue !== true || item.overdue) &&
    (mine !== true || isAmong(person, people))
  );
}
