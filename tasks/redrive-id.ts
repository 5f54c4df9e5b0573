import { createHash } from 'node:crypto';

/** The id that a dead-lettered event is started again under. */
export const redriveId = (eventId: string): string =>
  `redrive-${createHash('sha256').update(eventId).digest('hex').slice(0, 32)}`;

/** An event is redriven by hand; so often nobody does it. */
const REDRIVES = 50;

/** Whether `eventId` is `first`, or what became of it by redrives. */
export function isRedriveOf(eventId: string, first: string): boolean {
  let id = first;
  for (let redrives = 0; redrives <= REDRIVES; redrives += 1) {
    if (id === eventId) return true;
    id = redriveId(id);
  }
  return false;
}
