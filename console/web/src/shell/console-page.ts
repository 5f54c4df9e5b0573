import type { ComponentType } from 'react';

/** A page of the console: its address, its navigation entry, and its code, loaded when it is opened. */
export interface ConsolePage {
  /** As in React Router, below `/console/`. */
  path: string;
  title: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Fetches its data while its code is still loading, for pages that must open fast. */
  prefetch?: (parameters: Record<string, string | undefined>) => void;
  /** Set for a page that the navigation lists. */
  nav?: {
    section: 'Operations' | 'Compliance';
    icon: ComponentType<{ size?: number }>;
    /** The key after `g` that goes there. */
    key: string;
    /** The target of the link; default: `path`. */
    to?: string;
  };
}
