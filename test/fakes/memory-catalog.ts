import type { Catalog } from '../../adapters/catalog.ts';
import type { ModelHealth } from '../../domain/context/model-health.ts';
import type { Trip } from '../../domain/decision/breaker.ts';
import type { Mode, Policy, PolicyTerms } from '../../domain/policy/policy.ts';
import type { VersionNote } from '../../domain/policy/policy-versions.ts';
import type { Product } from '../../domain/product/product.ts';
import { UnreadableItem } from '../../domain/values/errors.ts';
import { descending } from '../../domain/values/sorting.ts';
import { copy, flawOf, intact, readAtOnce, readable, sorted } from './plain.ts';

export interface CatalogData {
  /** By productId. */
  products: Record<string, Product>;
  /** Number of puts of each product. */
  revisions?: Record<string, number>;
  /** By policyId. May include a version that never came in force. */
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

/** A catalog in the given object, without a cache; every call is one atomic read or write. */
export function memoryCatalog(data: CatalogData): Catalog {
  const inForce = (policyId: string): Policy | undefined => {
    const { current, versions } = intact(data.policies[policyId]) ?? {};
    const terms = current && versions?.[current.version];
    return terms && { ...copy(terms), ...current };
  };

  const revisionOf = (productId: string): number | null =>
    data.products[productId] === undefined ? null : (data.revisions?.[productId] ?? 0);

  const toChange = (productId: string) => {
    const stored = data.products[productId];
    if (stored === undefined) return undefined;
    if (isNewer(stored)) return copy(stored as never);
    const product = flawOf(stored) ? undefined : copy(stored);
    return { productId, product, revision: revisionOf(productId) ?? 0 };
  };

  return {
    product: async (productId) => copy(data.products[productId]),

    productToChange: async (productId) => toChange(productId),

    productsToChange: async (productIds) => productIds.flatMap((productId) => toChange(productId) ?? []),

    async putProduct(product, replaces) {
      const { productId } = product;
      if (replaces !== undefined && replaces !== revisionOf(productId)) return false;
      if (isNewer(data.products[productId])) return false;
      data.revisions = { ...data.revisions, [productId]: (revisionOf(productId) ?? 0) + 1 };
      data.products[productId] = copy(product);
      return true;
    },

    products: (skipped) => readAtOnce(() => copy(readable(sorted(data.products), skipped))),
    policy: async (policyId) => inForce(policyId),
    policyVersion: async (policyId, version) => copy(data.policies[policyId]?.versions[version]),
    policies: async (skipped) =>
      Object.keys(data.policies)
        .sort()
        .flatMap((policyId) => {
          try {
            return inForce(policyId) ?? [];
          } catch (error) {
            if (!(error instanceof UnreadableItem)) throw error;
            skipped?.(error);
            return [];
          }
        }),

    async putPolicy(terms, note, basedOn, firstMode = 'live') {
      const { current, versions, notes } = intact(data.policies[terms.policyId]) ?? {
        versions: {},
        notes: {},
      };
      if (basedOn !== undefined && basedOn !== (current?.version ?? 0)) return undefined;
      const version = Math.max(0, ...Object.keys(versions).map(Number)) + 1;
      data.policies[terms.policyId] = {
        ...data.policies[terms.policyId],
        current: { ...current, version, mode: current?.mode ?? firstMode },
        versions: { ...versions, [version]: copy(terms) },
        ...(note ? { notes: { ...notes, [version]: copy(note) } } : {}),
      };
      return inForce(terms.policyId);
    },

    policyVersions: async (policyId, skipped) => {
      const { versions = {}, notes = {} } = data.policies[policyId] ?? {};
      return Object.keys(versions)
        .map((version) => ({ version: Number(version), ...copy(readable([notes[version]], skipped)[0]) }))
        .sort(descending(({ version }) => version));
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

    trip: async (policyId) => copy(intact(data.policies[policyId])?.trip),

    modelHealth: async () => copy(data.modelHealth ?? []),

    async putModelHealth(health) {
      data.modelHealth = copy(health);
    },
  };
}

const isNewer = (stored: unknown): boolean => flawOf(stored)?.message.includes('format') ?? false;
