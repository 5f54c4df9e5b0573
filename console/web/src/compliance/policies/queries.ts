import { useMutation, useQuery } from '@tanstack/react-query';
import type { Confirmed } from '../../../../../api/routes/asked.ts';
import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import type { PolicyTerms } from '../../../../../domain/policy/policy.ts';
import { ascending } from '../../../../../domain/values/sorting.ts';
import { call } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

/** Every policy in force, by name. */
export const usePolicies = () =>
  useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => call('GET /policies', { signal }),
    select: ({ policies }) => policies.toSorted(ascending(({ policyId }) => policyId)),
  });

/** The versions of a policy, newest first. */
export const useVersions = (id: string) =>
  useQuery({
    queryKey: ['policy-versions', id],
    queryFn: ({ signal }) => call('GET /policies/:id/versions', { params: { id }, signal }),
  });

/** The terms of a version, by default the one in force; an old version never changes. */
export const usePolicyVersion = (id: string, version: number | undefined) =>
  useQuery({
    queryKey: ['policy', id, version ?? 'in force'],
    queryFn: ({ signal }) => call('GET /policies/:id', { params: { id }, query: { version }, signal }),
    enabled: version === undefined || version > 0,
  });

/** Drafts of a policy, or of all, newest first. */
export const useDrafts = (policy?: string) =>
  useQuery({
    queryKey: ['policy-drafts', policy ?? 'all'],
    queryFn: ({ signal }) => call('GET /policy-drafts', { query: { policy }, signal }),
  });

/**
 * The server's check of terms: problems, and warnings of terms without their apparent effect. With `products`, also for every
 * product of the policy, which takes longer.
 */
export const useCheck = (terms: unknown, products: boolean) =>
  useQuery({
    queryKey: ['policy-check', products, terms],
    // A read by POST, because the terms are too long for an address.
    queryFn: ({ signal }) =>
      call('POST /policies/check', { query: { products: String(products) }, body: terms, signal }),
    enabled: terms !== undefined,
    placeholderData: (before) => before,
  });

/** Judges the policy's last decisions again under other terms. */
export const useWhatIf = () =>
  useMutation({
    mutationFn: (body: { terms: PolicyTerms; last: number }) => call('POST /policies/what-if', { body }),
  });

/** Approves or withdraws a draft. */
export const useApproveDraft = ({ draftId }: Draft) =>
  useMutation({
    mutationFn: (confirmed: Confirmed) =>
      call('POST /policy-drafts/:id/approve', { params: { id: draftId }, confirmed }),
    onSettled: draftsChanged,
  });

export const useWithdrawDraft = ({ draftId }: Draft) =>
  useMutation({
    mutationFn: () => call('POST /policy-drafts/:id/withdraw', { params: { id: draftId } }),
    onSettled: draftsChanged,
  });

/** Fetches all data again that a draft changes. */
export async function draftsChanged(): Promise<void> {
  const keys = ['policy-drafts', 'policy-versions', 'policies', 'policy'];
  await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
