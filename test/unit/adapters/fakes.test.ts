import { describe } from 'vitest';
import { catalogContract } from '../../contract/catalog.contract.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { priceCacheContract } from '../../contract/price-cache.contract.ts';
import { priceStatesContract } from '../../contract/price-states.contract.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

describe('price states in memory', () => priceStatesContract(async () => memoryPriceStates({})));

describe('the ledger in memory', () => ledgerContract(async () => memoryLedger({ rows: {}, evidence: {} })));

describe('the price cache in memory', () =>
  priceCacheContract(async () => {
    const data = { hashes: {}, messages: [] as string[] };
    const cache = memoryPriceCache(data);
    return { cache, flush: cache.flush, messages: async () => data.messages.map((text) => JSON.parse(text)) };
  }));

describe('the catalog in memory', () =>
  catalogContract(async () => {
    const data: CatalogData = { products: {}, policies: {} };
    return {
      catalog: memoryCatalog(data),
      async leaveVersion(version, terms) {
        const policy = data.policies[terms.policyId];
        if (policy) policy.versions[version] = terms;
      },
    };
  }));
