import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';

/** A product and a time; without a time, now. */
export interface ProductAt {
  product?: string;
  at?: string;
}

// Each answer is a view of evidence, which is audited: no automatic refetch.
const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };

/** The price that was in force at a time, with its proof. */
export const usePriceAt = ({ product, at }: ProductAt, asked: number) =>
  useQuery({
    queryKey: ['price-at', product, at, asked],
    queryFn: ({ signal }) => call('GET /reports/price-at', { query: { product: product ?? '', at }, signal }),
    enabled: product !== undefined,
    ...once,
  });

/** The evidence for a price reduction. */
export const usePriceReduction = ({ product, at }: ProductAt, asked: number) =>
  useQuery({
    queryKey: ['price-reduction', product, at, asked],
    queryFn: ({ signal }) =>
      call('GET /reports/price-reduction', { query: { product: product ?? '', at }, signal }),
    enabled: product !== undefined,
    ...once,
  });

/** Counts of the rejections in a period. */
export const useRejections = (span: { since?: string; until?: string }) =>
  useQuery({
    queryKey: ['rejections', span],
    queryFn: ({ signal }) => call('GET /reports/rejections', { query: { ...span }, signal }),
  });

/** The prices charged under the emergency caps of a policy. */
export const useEmergencyCaps = (policy: string | undefined) =>
  useQuery({
    queryKey: ['emergency-caps', policy],
    queryFn: ({ signal }) => call('GET /reports/emergency-caps', { query: { policy }, signal }),
    enabled: policy !== undefined,
    ...once,
  });
