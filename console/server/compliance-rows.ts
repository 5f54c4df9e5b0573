import type { Role } from '../contract/people.ts';
import type { RouteRow } from './route-table.ts';

const LOOKS_AT_REVIEWS: readonly Role[] = ['reviewer', 'auditor'];
const LOOKS_AT_REPORTS: readonly Role[] = ['reviewer', 'policy-owner', 'auditor'];

/** The routes that compliance works with. */
export const COMPLIANCE_ROWS: readonly RouteRow[] = [
  { method: 'GET', path: '/reviews', role: LOOKS_AT_REVIEWS, effect: 'read' },
  {
    method: 'GET',
    path: '/reviews/:id',
    role: LOOKS_AT_REVIEWS,
    effect: 'view-evidence',
    audit: 'view-review',
  },
  // A lock is told of by the steps of the review, a decision by entries that are written before it.
  { method: 'POST', path: '/reviews/take-next', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/decide-many', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/:id/take', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/:id/give-back', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/:id/decide', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/:id/confirm', role: 'reviewer', effect: 'write', audit: 'own' },
  { method: 'POST', path: '/reviews/:id/refuse', role: 'reviewer', effect: 'write', audit: 'own' },

  { method: 'GET', path: '/audit', role: 'auditor', effect: 'read' },
  { method: 'GET', path: '/audit/days', role: 'auditor', effect: 'read' },
  { method: 'GET', path: '/audit/verify', role: 'auditor', effect: 'read' },
  { method: 'GET', path: '/audit/export', role: 'auditor', effect: 'view-evidence', audit: 'export-audit' },

  { method: 'GET', path: '/policies/:id/versions', role: 'viewer', effect: 'read' },
  // It judges again what was decided, by terms that are sent along, and changes nothing.
  {
    method: 'POST',
    path: '/policies/what-if',
    role: 'policy-owner',
    effect: 'view-evidence',
    audit: 'what-if',
  },
  { method: 'GET', path: '/policy-drafts', role: 'viewer', effect: 'read' },
  { method: 'POST', path: '/policy-drafts', role: 'policy-owner', effect: 'write', audit: 'policy.draft' },
  {
    method: 'POST',
    path: '/policy-drafts/:id/approve',
    role: 'policy-owner',
    effect: 'write',
    audit: 'policy.approve',
  },
  {
    method: 'POST',
    path: '/policy-drafts/:id/withdraw',
    role: 'policy-owner',
    effect: 'write',
    audit: 'policy.withdraw',
  },

  {
    method: 'GET',
    path: '/reports/price-at',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.price-at',
  },
  { method: 'GET', path: '/reports/rejections', role: LOOKS_AT_REPORTS, effect: 'read' },
  {
    method: 'GET',
    path: '/reports/price-reduction',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.price-reduction',
  },
  {
    method: 'GET',
    path: '/reports/emergency-caps',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.emergency-caps',
  },
  {
    method: 'GET',
    path: '/reports/decision/:eventId',
    role: LOOKS_AT_REPORTS,
    effect: 'view-evidence',
    audit: 'report.decision',
  },
];
