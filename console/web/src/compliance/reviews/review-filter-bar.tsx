import { Checkbox, Select } from '@mantine/core';
import { FilterBar } from '../shared/filter-bar.tsx';
import { TextField } from '../shared/text-field.tsx';
import { REJECTING } from './rejecting.ts';
import type { ReviewFilter } from './review-filter.ts';
import styles from './review-filter-bar.module.css';

interface ReviewFilterBarProps {
  filter: ReviewFilter;
  change: (changes: ReviewFilter) => void;
  clear: () => void;
}

/** The filters of the list, beside the state. */
export function ReviewFilterBar({ filter, change, clear }: ReviewFilterBarProps) {
  const { guardrail } = filter;
  return (
    <FilterBar label="Filter reviews" clear={Object.keys(filter).length > 0 ? clear : undefined}>
      <TextField
        id="review-product"
        label="Product"
        placeholder="Full id"
        value={filter.product}
        set={(product) => change({ product })}
      />
      <Select
        label="Guardrail"
        placeholder="Any"
        data={
          guardrail === undefined || REJECTING.includes(guardrail) ? REJECTING : [...REJECTING, guardrail]
        }
        value={guardrail ?? null}
        onChange={(value) => change({ guardrail: value ?? '' })}
        clearable
      />
      <TextField
        label="Policy"
        placeholder="default or default@3"
        value={filter.policy}
        set={(policy) => change({ policy })}
      />
      <Checkbox
        label="Mine: locked, requested or decided by me"
        checked={filter.mine === 'true'}
        onChange={({ currentTarget }) => change({ mine: currentTarget.checked ? 'true' : '' })}
        className={styles.mine ?? ''}
      />
    </FilterBar>
  );
}
