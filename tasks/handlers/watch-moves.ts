import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import { dynamoPriceStates } from '../../adapters/price-state.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';
import { type Watched, watchMoves } from '../watch-moves.ts';
import { Name, tables } from './clients.ts';

const env = z.object({ CATALOG_TABLE: Name, PRICE_STATE_TABLE: Name }).parse(process.env);

const metrics = new Metrics({ namespace: 'Pricewire', serviceName: 'breaker' });

function report({ tripped, standing }: Watched): void {
  metrics.addMetric('TrippedPolicies', MetricUnit.Count, standing.length);
  if (tripped.length > 0) metrics.addMetadata('trips', JSON.stringify(tripped));
  metrics.publishStoredMetrics();
}

const client = tables();

export const handler = lambdaTask(
  z.unknown(),
  watchMoves({
    catalog: dynamoCatalog(client, env.CATALOG_TABLE, Date.now),
    priceStates: dynamoPriceStates(client, env.PRICE_STATE_TABLE),
    clock: systemClock,
    report,
  }),
);
