import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TABLES } from '../adapters/tables.ts';
import type { Config } from './config.ts';
import { PriceCache } from './constructs/price-cache.ts';
import { StoreTable } from './constructs/store-table.ts';

export interface DataStackProps extends StackProps {
  config: Config;
}

/** What holds state: the tables, which are the record, and the cache, which is not. */
export class DataStack extends Stack {
  readonly catalog: StoreTable;
  readonly priceState: StoreTable;
  readonly ledger: StoreTable;
  readonly cache: PriceCache;

  constructor(scope: Construct, id: string, { config, ...props }: DataStackProps) {
    super(scope, id, props);
    const kept = { deletionProtection: config.protect, removalPolicy: config.removalPolicy };
    this.catalog = new StoreTable(this, 'Catalog', { keys: TABLES.catalog, ...kept });
    this.priceState = new StoreTable(this, 'PriceState', { keys: TABLES['price-state'], ...kept });
    this.ledger = new StoreTable(this, 'Ledger', { keys: TABLES.ledger, ...kept });
    this.cache = new PriceCache(this, 'Cache', config.cache);
  }
}
