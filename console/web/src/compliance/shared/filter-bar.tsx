import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './fields.module.css';

interface FilterBarProps {
  label: string;
  /** Undefined without a filter. */
  clear?: (() => void) | undefined;
  children: ReactNode;
}

/** Fields in a row, with a button to clear them. */
export const FilterBar = ({ label, clear, children }: FilterBarProps) => (
  // biome-ignore lint/a11y/useSemanticElements: browsers' assistants know the role better than the element.
  <div role="search" aria-label={label} className={styles.bar}>
    <div className={styles.fields}>
      {children}
      {clear && (
        <div>
          <Button variant="subtle" color="gray" leftSection={<X size={14} />} onClick={clear}>
            Clear all
          </Button>
        </div>
      )}
    </div>
  </div>
);
