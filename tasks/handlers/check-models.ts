import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { calibrationRatio, type ModelHealth } from '../../domain/model-health.ts';
import { checkModels } from '../check-models.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { Name, tables } from './clients.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);

const metrics = new Metrics({ namespace: 'Pricewire', serviceName: 'models' });

function report(health: ModelHealth[]): void {
  for (const each of health) {
    const ratio = calibrationRatio(each);
    metrics.addDimension('model', each.model);
    metrics.addMetric('SoldUnits', MetricUnit.Count, each.soldUnits);
    metrics.addMetric('ExpectedUnits', MetricUnit.Count, each.expectedUnits);
    if (ratio !== undefined) metrics.addMetric('Calibration', MetricUnit.NoUnit, ratio);
    metrics.publishStoredMetrics();
  }
}

const client = tables();

export const handler = lambdaTask(
  z.unknown(),
  checkModels({
    catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    clock: systemClock,
    report,
  }),
);
