import { useQuery } from '@tanstack/react-query';
import type { ProductHistory } from '../../../contract/products.ts';
import type { PolicyDetail } from '../../../server/api/policies.ts';
import { apiPath, get } from '../api/client.ts';

const EVERY_MS = 5_000;
const POINTS = 1_000;

/** A product with its newest events, oldest first. */
export const useHistory = (id: string, since: string | undefined) =>
  useQuery({
    queryKey: ['history', id, since],
    queryFn: ({ signal }) =>
      get<ProductHistory>(apiPath`/products/${id}/history`, { query: { since, limit: POINTS }, signal }),
    refetchInterval: EVERY_MS,
  });

/** The policy in force, and its mode. */
export const usePolicy = (id: string) =>
  useQuery({
    queryKey: ['policy', id],
    queryFn: ({ signal }) => get<PolicyDetail>(apiPath`/policies/${id}`, { signal }),
    refetchInterval: EVERY_MS,
  });
