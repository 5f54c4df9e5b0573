import type { Catalog, VersionNote } from '../../adapters/catalog.ts';
import type { Trip } from '../../domain/breaker.ts';
import type { ModelHealth } from '../../domain/model-health.ts';
import type { Mode, Policy, PolicyTerms } from '../../domain/policy.ts';
import type { Product } from '../../domain/product.ts';
import { copy, readAtOnce, sorted } from './plain.ts';

export interface CatalogData {
  /** By productId. */
  products: Record<string, Product>;
  /** By policyId. A version may stand there that never came in force. */
  policies: Record<
    string,
    {
      current?: { version: number; mode: Mode; modeSince?: string };
      versions: Record<string, PolicyTerms>;
      notes?: Record<string, VersionNote>;
      trip?: Trip;
    }
  >;
  modelHealth?: ModelHealth[];
}

/** A catalog in the object given; every call is one atomic read or write of it, and nothing is cached. */
export function memoryCatalog(data: CatalogData): Catalog {
  const inForce = (policyId: string): Policy | undefined => {
    const { current, versions } = data.policies[policyId] ?? {};
    const terms = current && versions?.[current.version];
    return terms && { ...copy(terms), ...current };
  };

  return {
    product: async (productId) => copy(data.products[productId]),

    async putProduct(product) {
      const before = data.products[product.productId];
      data.products[product.productId] = copy(product);
      return before;
    },

    products: () => readAtOnce(() => copy(sorted(data.products))),
    policy: async (policyId) => inForce(policyId),
    policyVersion: async (policyId, version) => copy(data.policies[policyId]?.versions[version]),
    policies: async () =>
      Object.keys(data.policies)
        .sort()
        .flatMap((policyId) => inForce(policyId) ?? []),

    async putPolicy(terms, note, basedOn) {
      const { current, versions, notes } = data.policies[terms.policyId] ?? { versions: {}, notes: {} };
      if (basedOn !== undefined && basedOn !== (current?.version ?? 0)) return undefined;
      const version = Math.max(0, ...Object.keys(versions).map(Number)) + 1;
      data.policies[terms.policyId] = {
        ...data.policies[terms.policyId],
        current: { ...current, version, mode: current?.mode ?? 'live' },
        versions: { ...versions, [version]: copy(terms) },
        ...(note ? { notes: { ...notes, [version]: copy(note) } } : {}),
      };
      return inForce(terms.policyId);
    },

    policyVersions: async (policyId) => {
      const { versions = {}, notes = {} } = data.policies[policyId] ?? {};
      return Object.keys(versions)
        .map((version) => ({ version: Number(version), ...copy(notes[version]) }))
        .sort((a, b) => b.version - a.version);
    },

    async setMode(policyId, mode, change) {
      const policy = data.policies[policyId];
      const current = policy?.current;
      if (policy === undefined || current === undefined) return false;
      if (change !== undefined && 'trip' in change) {
        if (current.mode !== 'live' || current.modeSince !== change.liveSince) return false;
        policy.trip = copy(change.trip);
        current.modeSince = change.trip.at;
      } else if (change !== undefined) current.modeSince = change.at;
      current.mode = mode;
      return true;
    },

    trip: async (policyId) => copy(data.policies[policyId]?.trip),

    modelHealth: async () => copy(data.modelHealth ?? []),

    async putModelHealth(health) {
      data.modelHealth = copy(health);
    },
  };
}
