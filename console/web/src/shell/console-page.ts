import type { ComponentType } from 'react';

/** A page of the console: its address, how it is found, and its code, which is loaded when it is opened. */
export interface ConsolePage {
  /** As in React Router, below `/console/`. */
  path: string;
  title: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Asks for its data while its code is still on its way, for pages that have to be there at once. */
  prefetch?: (parameters: Record<string, string | undefined>) => void;
  /** Set for a page that the navigation lists. */
  nav?: {
    section: 'Operations' | 'Compliance';
    icon: ComponentType<{ size?: number }>;
    /** The key after `g` that goes there. */
    key: string;
    /** Where the link goes; `path` where it is left out. */
    to?: string;
  };
}
