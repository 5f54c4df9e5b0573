import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EXPIRES_AT } from '../adapters/retention.ts';
import { TABLES } from '../adapters/tables.ts';
import type { Config } from './config.ts';
import { AuditKey } from './constructs/audit-key.ts';
import { PriceCache } from './constructs/price-cache.ts';
import { StoreTable } from './constructs/store-table.ts';
import type { NetworkStack } from './network-stack.ts';

export interface DataStackProps extends StackProps {
  config: Config;
  network: NetworkStack;
}

/** The stateful resources: the tables, which are the record, and the cache. */
export class DataStack extends Stack {
  readonly catalog: StoreTable;
  readonly priceState: StoreTable;
  readonly ledger: StoreTable;
  readonly reviews: StoreTable;
  readonly audit: StoreTable;
  readonly auditKey: AuditKey;
  readonly cache: PriceCache;

  constructor(scope: Construct, id: string, { config, network, ...props }: DataStackProps) {
    super(scope, id, props);
    const kept = { deletionProtection: config.protect, removalPolicy: config.removalPolicy };
    this.catalog = new StoreTable(this, 'Catalog', { keys: TABLES.catalog, ...kept });
    this.priceState = new StoreTable(this, 'PriceState', { keys: TABLES['price-state'], ...kept });
    this.ledger = new StoreTable(this, 'Ledger', {
      keys: TABLES.ledger,
      timeToLiveAttribute: EXPIRES_AT,
      ...kept,
    });
    this.reviews = new StoreTable(this, 'Reviews', { keys: TABLES.reviews, ...kept });
    this.audit = new StoreTable(this, 'Audit', { keys: TABLES.audit, ...kept });
    this.auditKey = new AuditKey(this, 'AuditKey', { removalPolicy: config.removalPolicy });
    this.cache = new PriceCache(this, 'Cache', { config, network });
  }
}
