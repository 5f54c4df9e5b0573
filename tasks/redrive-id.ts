import { createHash } from 'node:crypto';

/** The id of the redrive of a dead-lettered event. */
export const redriveId = (eventId: string): string =>
  `redrive-${createHash('sha256').update(eventId).digest('hex').slice(0, 32)}`;

/** More redrives than anybody does by hand. */
const REDRIVES = 50;

/** Whether `eventId` is `first` or one of its successive redrives. */
export function isRedriveOf(eventId: string, first: string): boolean {
  let id = first;
  for (let redrives = 0; redrives <= REDRIVES; redrives += 1) {
    if (id === eventId) return true;
    id = redriveId(id);
  }
  return false;
}
