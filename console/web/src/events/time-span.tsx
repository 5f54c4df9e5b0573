import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SearchFilter } from '../../../../api/routes/search.ts';

interface TimeSpanProps {
  filter: SearchFilter;
  change: (changes: SearchFilter) => void;
}

const MINUTE_MS = 60_000;
const SPANS = [
  { label: 'Last 15 minutes', ms: 15 * MINUTE_MS },
  { label: 'Last hour', ms: 60 * MINUTE_MS },
  { label: 'Last 24 hours', ms: 1_440 * MINUTE_MS },
  { label: 'Last 7 days', ms: 10_080 * MINUTE_MS },
];
const EXACT = 'Custom period';

/** The period of acceptance. A span is stored as absolute times, so that an address keeps its meaning. */
export function TimeSpan({ filter: { since, until }, change }: TimeSpanProps) {
  const [picked, setPicked] = useState<string | null>(null);
  const shown = since === undefined && until === undefined && picked !== EXACT ? null : (picked ?? EXACT);
  const pick = (label: string | null) => {
    setPicked(label);
    const span = SPANS.find((each) => each.label === label);
    if (span) change({ since: new Date(Date.now() - span.ms).toISOString(), until: '' });
    else if (label === null) change({ since: '', until: '' });
  };
  return (
    <>
      <Select
        label="Accepted"
        placeholder="Any time"
        data={[...SPANS.map(({ label }) => label), EXACT]}
        value={shown}
        onChange={pick}
        clearable
      />
      {shown === EXACT && (
        <>
          <TimeField label="From (UTC)" value={since} set={(value) => change({ since: value })} />
          <TimeField label="To (UTC)" value={until} set={(value) => change({ until: value })} />
        </>
      )}
    </>
  );
}

interface TimeFieldProps {
  label: string;
  value: string | undefined;
  set: (value: string) => void;
}

// The browser's field has no time zone: its value is read as UTC.
const TimeField = ({ label, value, set }: TimeFieldProps) => (
  <TextInput
    type="datetime-local"
    step={1}
    label={label}
    key={value ?? ''}
    defaultValue={value?.slice(0, 19) ?? ''}
    onBlur={({ currentTarget }) => {
      const text = currentTarget.value;
      const next = text === '' ? '' : `${text.length === 16 ? `${text}:00` : text}Z`;
      if (next.slice(0, 19) !== (value ?? '').slice(0, 19)) set(next);
    }}
  />
);
