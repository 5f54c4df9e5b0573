import { catalog, clock, priceStates } from '../../tasks/handlers/dependencies.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { emit } from '../../tasks/telemetry/measured.ts';
import { breakerMeasures } from '../measures.ts';
import { type Watched, watchMoves } from '../watch-moves.ts';

const report = dependency({}, () => (watched: Watched) => emit(breakerMeasures(watched)));

export const handler = scheduledFunction('WatchMoves', { catalog, priceStates, clock, report }, watchMoves);
