import { useUrlFilter } from '../shared/url-filter.ts';

export const AUDIT_FILTERS = ['since', 'until', 'action', 'by', 'product', 'guardrail'] as const;
export type AuditFilter = Partial<Record<(typeof AUDIT_FILTERS)[number], string>>;

/** The filter that the address holds. */
export const useAuditFilter = () => useUrlFilter(AUDIT_FILTERS);
