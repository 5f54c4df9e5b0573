import type { Plan, Trouble } from './calls.ts';
import type { Random } from './random.ts';

/** The weight of each fault. */
const OFTEN: Record<Trouble, number> = {
  'fails before': 22,
  'reply lost': 18,
  'breaks before': 3,
  'breaks after': 3,
  'hangs before': 7,
  'hangs after': 7,
  late: 8,
  'sent twice': 8,
  'repeated later': 10,
  'killed before': 7,
  'killed after': 7,
};

/** The faults of a storefront, whose clients have time-outs and handle only outages. */
const MILD: Partial<Record<Trouble, number>> = {
  'fails before': 3,
  'reply lost': 3,
  'sent twice': 1,
  'repeated later': 1,
};

/** Plans faults for this share of the calls. */
export const troublesBy =
  (random: Random, share: number): Plan =>
  (_target, { name }) =>
    random.chance(share)
      ? random.weighted<Trouble>(name.startsWith('storefront') ? (MILD as Record<Trouble, number>) : OFTEN)
      : undefined;
