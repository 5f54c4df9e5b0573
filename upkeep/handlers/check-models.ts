import type { ModelHealth } from '../../domain/context/model-health.ts';
import { catalog, clock, priceStates } from '../../tasks/handlers/dependencies.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';
import { scheduledFunction } from '../../tasks/handlers/entry.ts';
import { emit } from '../../tasks/telemetry/measured.ts';
import { checkModels } from '../check-models.ts';
import { modelMeasures, standingMeasures } from '../measures.ts';

const report = dependency({}, () => (health: readonly ModelHealth[], stopped: readonly string[]) => {
  for (const each of health) emit(modelMeasures(each));
  emit(standingMeasures(stopped));
});

export const handler = scheduledFunction('CheckModels', { catalog, priceStates, clock, report }, checkModels);
