import { afterEach, beforeEach, describe } from 'vitest';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { catalogContract } from '../../contract/catalog.contract.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { priceStatesContract } from '../../contract/price-states.contract.ts';
import { leaveProduct, leaveVersion } from './catalog-around.ts';

let dynamo: OpenDynamo;
beforeEach(async () => {
  dynamo = await openDynamo();
});
afterEach(() => dynamo.close());

describe('price states in DynamoDB', () =>
  priceStatesContract(async () => dynamoPriceStates(dynamo.tables, 'price-state')));

describe('the ledger in DynamoDB', () => ledgerContract(async () => dynamoLedger(dynamo.tables, 'ledger')));

describe('the catalog in DynamoDB', () =>
  catalogContract(async () => {
    // Every call of this clock is a second later, so that nothing is cached.
    let now = 0;
    const catalog = dynamoCatalog(dynamo.tables, 'catalog', () => {
      now += 1000;
      return now;
    });
    return {
      catalog,
      leaveVersion: (version, terms) => leaveVersion(dynamo.tables, version, terms),
      leaveProduct: (product) => leaveProduct(dynamo.tables, product),
    };
  }));
