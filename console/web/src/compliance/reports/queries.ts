import { useQuery } from '@tanstack/react-query';
import type {
  EmergencyCaps,
  PriceAt,
  PriceReduction,
  RejectionReport,
} from '../../../../contract/reports.ts';
import { get } from '../../api/client.ts';

/** What is asked of a product: at a time, or now. */
export interface ProductAt {
  product?: string;
  at?: string;
}

// Each answer shows evidence, which the audit log tells of: it is asked for once, not again by itself.
const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };

/** The price that was in force at a time, with its proof. */
export const usePriceAt = ({ product, at }: ProductAt, asked: number) =>
  useQuery({
    queryKey: ['price-at', product, at, asked],
    queryFn: ({ signal }) => get<PriceAt>('/reports/price-at', { query: { product, at }, signal }),
    enabled: product !== undefined,
    ...once,
  });

/** The evidence for a price reduction. */
export const usePriceReduction = ({ product, at }: ProductAt, asked: number) =>
  useQuery({
    queryKey: ['price-reduction', product, at, asked],
    queryFn: ({ signal }) =>
      get<PriceReduction>('/reports/price-reduction', { query: { product, at }, signal }),
    enabled: product !== undefined,
    ...once,
  });

/** Rejections of a time, counted. */
export const useRejections = (span: { since?: string; until?: string }) =>
  useQuery({
    queryKey: ['rejections', span],
    queryFn: ({ signal }) => get<RejectionReport>('/reports/rejections', { query: { ...span }, signal }),
  });

/** What was charged under the emergency caps of a policy. */
export const useEmergencyCaps = (policy: string | undefined) =>
  useQuery({
    queryKey: ['emergency-caps', policy],
    queryFn: ({ signal }) => get<EmergencyCaps>('/reports/emergency-caps', { query: { policy }, signal }),
    enabled: policy !== undefined,
    ...once,
  });
