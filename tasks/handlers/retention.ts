import { Retention } from '../../adapters/retention.ts';
import { json } from './json.ts';

/** How long the ledger keeps what it is given, as JSON. */
export const RetentionVariable = json(Retention);
