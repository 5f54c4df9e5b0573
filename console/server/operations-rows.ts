import type { RouteRow } from './route-table.ts';

/** The routes that operations work with. */
export const OPERATIONS_ROWS: readonly RouteRow[] = [
  { method: 'GET', path: '/session', role: 'anyone', effect: 'read' },
  { method: 'GET', path: '/status', role: 'anyone', effect: 'read' },
  { method: 'GET', path: '/live', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/workflow', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/feeds', role: 'viewer', effect: 'read' },

  { method: 'GET', path: '/search', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/search/export', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/events', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/events/:id', role: 'viewer', effect: 'view-evidence', audit: 'view-event' },
  { method: 'GET', path: '/events/:id/trace', role: 'viewer', effect: 'view-evidence', audit: 'view-trace' },
  {
    method: 'GET',
    path: '/events/:a/compare/:b',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'compare-traces',
  },

  { method: 'GET', path: '/products', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/products/:id', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/products/:id/history', role: 'viewer', effect: 'read' },
  { method: 'POST', path: '/products', role: 'operator', effect: 'write', audit: 'import-products' },
  { method: 'POST', path: '/products/baselines', role: 'operator', effect: 'write', audit: 'put-baselines' },
  { method: 'POST', path: '/reprice', role: 'operator', effect: 'write', audit: 'reprice' },
  { method: 'POST', path: '/sequence-reset', role: 'operator', effect: 'write', audit: 'reset-sequence' },
  { method: 'POST', path: '/demand-reset', role: 'operator', effect: 'write', audit: 'reset-demand' },

  { method: 'GET', path: '/policies', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/policies/:id', role: 'viewer', effect: 'read' },
  // It judges terms that are sent along, and changes nothing.
  { method: 'POST', path: '/policies/check', role: 'viewer', effect: 'read' },
  { method: 'PUT', path: '/policies/:id', role: 'policy-owner', effect: 'write', audit: 'put-policy' },
  { method: 'POST', path: '/policies/:id/mode', role: 'operator', effect: 'write', audit: 'set-mode' },
  { method: 'POST', path: '/resume', role: 'operator', effect: 'write', audit: 'resume' },
  { method: 'POST', path: '/rollback', role: 'operator', effect: 'write', audit: 'rollback' },

  { method: 'GET', path: '/models', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/models/health', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/models/compare', role: 'viewer', effect: 'read' },

  { method: 'GET', path: '/dead-letters', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/dead-letters/groups', role: 'viewer', effect: 'read' },
  { method: 'GET', path: '/dead-letters/:id', role: 'viewer', effect: 'view-evidence', audit: 'view-letter' },
  { method: 'POST', path: '/dead-letters/redrive', role: 'operator', effect: 'write', audit: 'redrive' },
  {
    method: 'POST',
    path: '/dead-letters/:id/redrive-edited',
    role: 'operator',
    effect: 'write',
    audit: 'redrive-edited',
  },

  { method: 'GET', path: '/cache/verify', role: 'operator', effect: 'read' },
  { method: 'POST', path: '/cache/rebuild', role: 'operator', effect: 'write', audit: 'rebuild-cache' },
  {
    method: 'POST',
    path: '/archive/reconcile',
    role: 'operator',
    effect: 'write',
    audit: 'reconcile-archive',
  },
];
