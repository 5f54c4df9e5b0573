import type * as z from 'zod';
import type { Judged } from '../../domain/record/judged.ts';
import type { Outcome } from '../../domain/record/ledger.ts';
import { elapsedMs } from '../../domain/values/time.ts';
import type { CloseInput } from '../close.ts';
import { type Measured, nameOr } from './measured.ts';

const OUTCOMES: Record<Outcome, string> = {
  priced: 'Priced',
  held: 'Held',
  rejected: 'Rejected',
  shadowed: 'Shadowed',
  superseded: 'Superseded',
  'dead-lettered': 'DeadLettered',
};

/**
 * The metrics of an event's end: outcome, time until published, source of the proposal and verdicts. Undefined if another
 * execution ended the event and has reported it.
 */
export function endingMeasures(
  { acceptedAt, ending, publication, judged }: z.infer<typeof CloseInput>,
  { closed }: { closed: boolean },
): Measured | undefined {
  if (!closed) return undefined;
  const { outcome, reason } = ending;
  const isLive = publication?.status === 'published';
  // A judgement does not count if the event ended superseded or dead-lettered.
  const counted = outcome === 'superseded' || outcome === 'dead-lettered' ? undefined : judged;
  return {
    service: 'events',
    counts: {
      [OUTCOMES[outcome]]: 1,
      ...(publication?.status === 'overtaken' ? { Overtaken: 1 } : {}),
      ...(outcome === 'dead-lettered' ? { [`DeadLettered.${nameOr(nameIn(reason))}`]: 1 } : {}),
      ...(counted ? { ...proposed(counted), ...verdicts(counted) } : {}),
    },
    ...(isLive && acceptedAt
      ? { milliseconds: { EventToPublish: Math.max(0, elapsedMs(acceptedAt, publication.at)) } }
      : {}),
  };
}

// Only if the model should decide: 0 if it did, 1 if the rules had to, so that the average is the share of fallbacks.
function proposed({ source, fallbackReason }: Judged): Record<string, number> {
  if (source === 'model') return { Fallback: 0 };
  return fallbackReason ? { Fallback: 1, [`Fallback.${nameOr(nameIn(fallbackReason))}`]: 1 } : {};
}

const verdicts = ({ guardrails }: Judged): Record<string, number> =>
  Object.fromEntries(guardrails.map((verdict) => [`Guardrail.${nameOr(verdict)}`, 1]));

const nameIn = (reason: string): string => reason.split(':', 1)[0] ?? '';
