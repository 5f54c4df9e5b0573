import { useMutation, useQuery } from '@tanstack/react-query';
import type { Policy, PolicyTerms } from '../../../../../domain/policy.ts';
import type { Draft, Drafts, PolicyVersions, WhatIf } from '../../../../contract/policies.ts';
import type { PolicyCheck, PolicyDetail } from '../../../../server/api/policies.ts';
import { apiPath, get, post } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

/** Every policy as it is in force, by name. */
export const usePolicies = () =>
  useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => get<{ policies: Policy[] }>('/policies', { signal }),
    select: ({ policies }) => policies.toSorted((a, b) => (a.policyId < b.policyId ? -1 : 1)),
  });

/** The versions of a policy, newest first. */
export const useVersions = (id: string) =>
  useQuery({
    queryKey: ['policy-versions', id],
    queryFn: ({ signal }) => get<PolicyVersions>(apiPath`/policies/${id}/versions`, { signal }),
  });

/** One version's terms, of the one in force where none is named; an old version never changes. */
export const usePolicyVersion = (id: string, version: number | undefined) =>
  useQuery({
    queryKey: ['policy', id, version ?? 'in force'],
    queryFn: ({ signal }) => get<PolicyDetail>(apiPath`/policies/${id}`, { query: { version }, signal }),
    enabled: version === undefined || version > 0,
  });

/** Drafts of a policy, or of all, newest first. */
export const useDrafts = (policy?: string) =>
  useQuery({
    queryKey: ['policy-drafts', policy ?? 'all'],
    queryFn: ({ signal }) => get<Drafts>('/policy-drafts', { query: { policy }, signal }),
  });

/** What the server says of terms: whether they can be put, and whether they do what they seem to. */
export const useCheck = (terms: unknown) =>
  useQuery({
    queryKey: ['policy-check', terms],
    // A question that changes nothing; the terms are too long for an address.
    queryFn: ({ signal }) => post<PolicyCheck>('/policies/check', terms, { signal }),
    enabled: terms !== undefined,
    placeholderData: (before) => before,
  });

/** Judges the policy's last decisions again under other terms. */
export const useWhatIf = () =>
  useMutation({
    mutationFn: (body: { terms: PolicyTerms; last: number }) => post<WhatIf>('/policies/what-if', body),
  });

/** Has a draft go live, or takes it back. */
export const useDraftDeed = (draft: Draft) =>
  useMutation({
    mutationFn: (deed: 'approve' | 'withdraw') =>
      post<Draft>(`${apiPath`/policy-drafts/${draft.draftId}`}/${deed}`),
    onSettled: draftsChanged,
  });

/** Has everything that a draft changes asked for again. */
export async function draftsChanged(): Promise<void> {
  const keys = ['policy-drafts', 'policy-versions', 'policies', 'policy'];
  await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
