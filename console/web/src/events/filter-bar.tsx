import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { ListFilter, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SearchFilter } from '../../../../api/routes/search.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { OUTCOMES } from '../ui/outcome-badge.tsx';
import { GUARDRAILS, KINDS, SOURCES } from './choices.ts';
import type { FilterName } from './filter.ts';
import styles from './filter-bar.module.css';
import { TimeSpan } from './time-span.tsx';

interface FilterBarProps {
  filter: SearchFilter;
  change: (changes: SearchFilter) => void;
  clear: () => void;
}

const RARE: readonly FilterName[] = [
  'kind',
  'error',
  'stage',
  'guardrail',
  'model',
  'policy',
  'source',
  'event',
];

/** Every filter of the search; rare ones are shown on request or while in use. */
export function FilterBar({ filter, change, clear }: FilterBarProps) {
  const inUse = RARE.filter((name) => filter[name] !== undefined).length;
  const [all, setAll] = useState(inUse > 0);
  useShortcuts('Events', [
    { keys: 'f', does: 'Go to the filters', run: () => document.getElementById('filter-product')?.focus() },
  ]);
  const text = (name: FilterName, label: string, placeholder = '') => (
    <TextFilter
      key={name}
      name={name}
      label={label}
      placeholder={placeholder}
      value={filter[name] ?? ''}
      change={change}
    />
  );
  const choice = (name: FilterName, label: string, data: string[]) => (
    <Select
      label={label}
      placeholder="Any"
      data={withOwn(data, filter[name])}
      value={filter[name] ?? null}
      onChange={(value) => change({ [name]: value ?? '' })}
      clearable
      searchable
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers' assistants know the role better than the element.
    <div role="search" aria-label="Filter events" className={styles.bar}>
      <div className={styles.fields}>
        {text('product', 'Product', 'Full id')}
        <MultiSelect
          label="Outcome"
          placeholder={filter.outcome === undefined ? 'Any' : ''}
          data={[...OUTCOMES]}
          value={filter.outcome?.split(',') ?? []}
          onChange={(values) => change({ outcome: values.join(',') })}
          clearable
        />
        {text('reason', 'Reason contains', 'Part of the text')}
        <TimeSpan filter={filter} change={change} />
      </div>
      {all && (
        <div className={styles.fields}>
          {choice('guardrail', 'Guardrail', GUARDRAILS)}
          {text('error', 'Error', 'Such as UnknownProduct')}
          {text('stage', 'Stage', 'Such as LoadContext')}
          {choice('kind', 'Kind', KINDS)}
          {choice('source', 'Proposed by', SOURCES)}
          {text('model', 'Model', 'Name and version')}
          {text('policy', 'Policy', 'default or default@3')}
          {text('event', 'Event', 'Full id')}
        </div>
      )}
      <div className="row">
        <Button
          variant="subtle"
          leftSection={<ListFilter size={14} />}
          aria-expanded={all}
          onClick={() => setAll((before) => !before)}
        >
          {all ? 'Fewer filters' : 'More filters'}
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button variant="subtle" color="gray" leftSection={<X size={14} />} onClick={clear}>
            Clear all
          </Button>
        )}
      </div>
    </div>
  );
}

/** A shared address may hold a value outside the list. */
const withOwn = (data: string[], own: string | undefined): string[] =>
  own === undefined || data.includes(own) ? data : [...data, own];

interface TextFilterProps {
  name: FilterName;
  label: string;
  placeholder: string;
  value: string;
  change: (changes: SearchFilter) => void;
}

/** Searches on blur or Enter, not with every letter. */
function TextFilter({ name, label, placeholder, value, change }: TextFilterProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const commit = () => {
    if (draft.trim() !== value) change({ [name]: draft.trim() });
  };
  return (
    <TextInput
      id={`filter-${name}`}
      label={label}
      placeholder={placeholder}
      value={draft}
      spellCheck={false}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}
