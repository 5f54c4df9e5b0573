import { useUrlFilter } from '../shared/url-filter.ts';

const AUDIT_FILTERS = ['since', 'until', 'action', 'by', 'product', 'guardrail'] as const;
export type AuditFilter = Partial<Record<(typeof AUDIT_FILTERS)[number], string>>;

/** The filter in the address. */
export const useAuditFilter = () => useUrlFilter(AUDIT_FILTERS);
