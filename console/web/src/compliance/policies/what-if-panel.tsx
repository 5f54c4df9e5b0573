import { Button, Select } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { PolicyTerms } from '../../../../../domain/policy/policy.ts';
import { useLack } from '../../api/session.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useWhatIf } from './queries.ts';
import styles from './what-if-panel.module.css';
import { WhatIfResult } from './what-if-result.tsx';

const LAST = ['50', '200', '500', '1000'];

/** Compares terms with recorded decisions before they go live. */
export function WhatIfPanel({ terms, disabled = false }: { terms: PolicyTerms; disabled?: boolean }) {
  const [last, setLast] = useState('200');
  const lack = useLack('policy-owner');
  const whatIf = useWhatIf();
  // A result for other terms does not apply.
  const isOfThese =
    whatIf.variables !== undefined && JSON.stringify(whatIf.variables.terms) === JSON.stringify(terms);
  return (
    <Panel title="What-if" about="judges the last decisions of the policy again; changes nothing">
      <div className={styles.body}>
        <div className={styles.ask}>
          <Select
            label="Decisions"
            data={LAST.map((value) => ({ value, label: `The last ${value}` }))}
            value={last}
            onChange={(value) => setLast(value ?? '200')}
            allowDeselect={false}
            w={140}
          />
          <Button
            variant="default"
            leftSection={<FlaskConical size={14} />}
            loading={whatIf.isPending}
            disabled={disabled || lack !== undefined}
            onClick={() => whatIf.mutate({ terms, last: Number(last) })}
          >
            Run what-if
          </Button>
          {lack !== undefined && <span className="muted">{lack}.</span>}
        </div>
        {whatIf.error && <ProblemNote error={whatIf.error} />}
        {whatIf.data && isOfThese && <WhatIfResult result={whatIf.data} />}
      </div>
    </Panel>
  );
}
