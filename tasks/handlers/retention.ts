import { Retention } from '../../adapters/retention.ts';
import { json } from './json.ts';

/** The ledger's retention, as JSON. */
export const RetentionVariable = json(Retention);
