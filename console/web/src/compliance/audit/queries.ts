import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { AuditFilter } from './audit-filter.ts';

const PAGE = 100;

/** Matching entries, newest first, loaded page by page. */
export const useAudit = (filter: AuditFilter) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /audit', { query: { ...filter, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** The days of the log with their signed heads. */
export const useAuditDays = () =>
  useQuery({
    queryKey: ['audit-days'],
    queryFn: ({ signal }) => call('GET /audit/days', { signal }),
  });

/** Verifies the chain and the signatures of a day, or of all days. */
export const useVerify = () =>
  useMutation({
    mutationFn: (day: string | undefined) => call('GET /audit/verify', { query: { day } }),
  });
