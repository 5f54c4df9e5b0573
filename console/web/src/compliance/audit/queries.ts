import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { AuditDays, AuditPage, AuditVerification } from '../../../../contract/audit.ts';
import { get } from '../../api/client.ts';
import type { AuditFilter } from './audit-filter.ts';

const PAGE = 100;

/** Entries that the filter finds, newest first, page by page as they are wanted. */
export const useAudit = (filter: AuditFilter) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      get<AuditPage>('/audit', { query: { ...filter, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** The days of the log with their signed ends. */
export const useAuditDays = () =>
  useQuery({
    queryKey: ['audit-days'],
    queryFn: ({ signal }) => get<AuditDays>('/audit/days', { signal }),
  });

/** Goes through the chain of a day, or of all days, and holds the signatures against it. */
export const useVerify = () =>
  useMutation({
    mutationFn: (day: string | undefined) => get<AuditVerification>('/audit/verify', { query: { day } }),
  });
