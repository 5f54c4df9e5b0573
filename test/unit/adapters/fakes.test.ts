import { describe } from 'vitest';
import { cacheContentContract } from '../../contract/cache-content.contract.ts';
import { cacheSentinelContract } from '../../contract/cache-sentinel.contract.ts';
import { catalogContract } from '../../contract/catalog.contract.ts';
import { ledgerContract } from '../../contract/ledger.contract.ts';
import { letterQueueContract } from '../../contract/letter-queue.contract.ts';
import { priceCacheContract } from '../../contract/price-cache.contract.ts';
import { priceStatesContract } from '../../contract/price-states.contract.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel, type SentinelData } from '../../fakes/memory-cache-sentinel.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { memoryPriceCache, priceKey } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

describe('price states in memory', () => priceStatesContract(async () => memoryPriceStates({})));

describe('the ledger in memory', () => ledgerContract(async () => memoryLedger({ rows: {}, evidence: {} })));

describe('the price cache in memory', () =>
  priceCacheContract(async () => {
    const data = { hashes: {} as Record<string, Record<string, string>>, messages: [] as string[] };
    const cache = memoryPriceCache(data);
    return {
      cache,
      flush: cache.flush,
      async write(productId, fields) {
        data.hashes[priceKey(productId)] = { ...data.hashes[priceKey(productId)], ...fields };
      },
      messages: async () => data.messages.map((text) => JSON.parse(text)),
    };
  }));

describe('the cache sentinel in memory', () =>
  cacheSentinelContract(async () => {
    const data: SentinelData = { serverId: 'one', sentinel: {} };
    let generations = 0;
    return {
      sentinel: memoryCacheSentinel(data, () => `generation-${++generations}`),
      async flush() {
        data.sentinel = {};
      },
      async moveToAnotherServer() {
        data.serverId = 'another';
      },
    };
  }));

describe('the content of the cache in memory', () =>
  cacheContentContract(async () => {
    const hashes: Record<string, Record<string, string>> = {};
    return {
      content: memoryCacheContent({ hashes }),
      key: priceKey,
      async set(key, hash) {
        hashes[key] = hash;
      },
    };
  }));

describe('a letter queue in memory', () =>
  letterQueueContract(async () => {
    const data: LetterQueueData = { letters: [] };
    return {
      queue: memoryLetterQueue(data),
      async send(body, attributes) {
        data.letters.push({ messageId: `message-${data.letters.length}`, body, attributes });
      },
    };
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
      async leaveProduct(product) {
        data.products[product.productId] = product;
      },
    };
  }));
