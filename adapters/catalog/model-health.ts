import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ModelHealth } from '../../domain/context/model-health.ts';
import { msSince } from '../../domain/values/time.ts';
import { readItem, type Tables } from '../dynamo.ts';
import { FORMAT } from '../stored-item.ts';
import { catalogItems } from './items.ts';

export interface HealthOfModels {
  /** The last evaluation of every model, at most 10 s old; eventually consistent. */
  modelHealth(): Promise<ModelHealth[]>;
  putModelHealth(health: ModelHealth[]): Promise<void>;
}

const HEALTH = { id: 'models', part: 'health' };
const HEALTH_MS = 10_000;

export function dynamoModelHealth(tables: Tables, table: string, now: () => number): HealthOfModels {
  const { readerOf } = catalogItems(tables, table);
  const health = readerOf((item) => ModelHealth.array().parse(item['models'] ?? []));
  let read: { last?: { models: ModelHealth[]; readAt: number } } = {};

  return {
    async modelHealth() {
      const [readAt, into] = [now(), read];
      if (into.last && msSince(into.last.readAt, readAt) < HEALTH_MS) return into.last.models;
      // Eventually consistent: figures of hours may be some ms older, and every question to a model reads them.
      const item = await readItem(tables, table, HEALTH, false);
      into.last = { models: item === undefined ? [] : health.one(item), readAt };
      return into.last.models;
    },

    async putModelHealth(models) {
      await tables.send(new PutCommand({ TableName: table, Item: { ...HEALTH, models, format: FORMAT } }));
      // A new object, so that reads under way fill the discarded one.
      read = {};
    },
  };
}
