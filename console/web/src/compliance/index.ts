import { ClipboardCheck, FileText, Scale, ScrollText } from 'lucide-react';
import type { ConsolePage } from '../shell/console-page.ts';

/** The pages of compliance; each is loaded when it is opened. */
export const compliancePages: ConsolePage[] = [
  {
    path: 'reviews',
    title: 'Reviews',
    load: () => import('./reviews/reviews-page.tsx'),
    nav: { section: 'Compliance', icon: ClipboardCheck, key: 'r' },
  },
  { path: 'reviews/:id', title: 'Review', load: () => import('./reviews/review-page.tsx') },
  {
    path: 'audit',
    title: 'Audit',
    load: () => import('./audit/audit-page.tsx'),
    nav: { section: 'Compliance', icon: ScrollText, key: 'a' },
  },
  {
    path: 'policies',
    title: 'Policies',
    load: () => import('./policies/policies-page.tsx'),
    nav: { section: 'Compliance', icon: Scale, key: 'o' },
  },
  { path: 'policies/:id', title: 'Policy', load: () => import('./policies/policy-page.tsx') },
  { path: 'policies/:id/new-draft', title: 'New draft', load: () => import('./policies/new-draft-page.tsx') },
  { path: 'policies/:id/drafts/:draftId', title: 'Draft', load: () => import('./policies/draft-page.tsx') },
  {
    path: 'reports',
    title: 'Reports',
    load: () => import('./reports/reports-page.tsx'),
    nav: { section: 'Compliance', icon: FileText, key: 't' },
  },
];
