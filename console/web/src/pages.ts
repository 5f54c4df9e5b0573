import { Activity, Boxes, Gauge, Inbox, Radio, Search } from 'lucide-react';
import { compliancePages } from './compliance/index.ts';
import type { ConsolePage } from './shell/console-page.ts';
import { prefetchTrace } from './trace/queries.ts';

const operationsPages: ConsolePage[] = [
  {
    path: 'live',
    title: 'Live',
    load: () => import('./live/live-page.tsx'),
    nav: { section: 'Operations', icon: Activity, key: 'l' },
  },
  {
    path: 'events',
    title: 'Events',
    load: () => import('./events/events-page.tsx'),
    nav: { section: 'Operations', icon: Search, key: 'e' },
  },
  {
    path: 'events/:id',
    title: 'Trace',
    load: () => import('./trace/trace-page.tsx'),
    prefetch: prefetchTrace,
  },
  { path: 'compare', title: 'Compare events', load: () => import('./trace/compare-page.tsx') },
  {
    path: 'dead-letters',
    title: 'Dead letters',
    load: () => import('./dead-letters/dead-letters-page.tsx'),
    nav: { section: 'Operations', icon: Inbox, key: 'd' },
  },
  {
    path: 'feeds',
    title: 'Feeds',
    load: () => import('./feeds/feeds-page.tsx'),
    nav: { section: 'Operations', icon: Radio, key: 'f' },
  },
  {
    path: 'readiness',
    title: 'Readiness',
    load: () => import('./readiness/readiness-page.tsx'),
    nav: { section: 'Operations', icon: Gauge, key: 'y' },
  },
  {
    path: 'products',
    title: 'Products',
    load: () => import('./product/products-page.tsx'),
    nav: { section: 'Operations', icon: Boxes, key: 'p' },
  },
  { path: 'products/:id', title: 'Product', load: () => import('./product/product-page.tsx') },
];

/** Every page of the console. */
export const pages: ConsolePage[] = [...operationsPages, ...compliancePages];
