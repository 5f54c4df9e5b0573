import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import type { DecisionCheck } from '../../../../api/routes/judged-again.ts';
import { call } from '../api/client.ts';
import { Facts } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import styles from './judge-again.module.css';

const VERDICTS: Record<DecisionCheck['result'], string> = {
  same: 'The same decision, in every field.',
  different: 'Another decision.',
  'not-judged': 'This event cannot be judged again.',
};

/** Judges the event again from its record, and compares the result with the recorded decision. */
export function JudgeAgain({ id }: { id: string }) {
  // Each view of evidence is audited, so a person starts it, not the page.
  const check = useMutation({ mutationFn: () => call('GET /events/:id/judged-again', { params: { id } }) });
  return (
    <Panel
      title="Judged again"
      about="from the record of the event; nothing is changed"
      className={styles.part}
    >
      <Button
        variant="default"
        leftSection={<Scale size={14} />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        Judge again
      </Button>
      {check.error && <ProblemNote error={check.error} />}
      <div role="status" className={styles.verdict}>
        {check.data && <Verdict check={check.data} />}
      </div>
    </Panel>
  );
}

function Verdict({ check: { result, difference, guardrail, code, notes } }: { check: DecisionCheck }) {
  return (
    <>
      <p>{VERDICTS[result]}</p>
      {difference && (
        <Facts
          facts={[
            ['First difference', difference.path],
            ['Guardrail', guardrail],
            ['Recorded', valueText(difference.recorded)],
            ['Judged again', valueText(difference.again)],
          ]}
        />
      )}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <p className="muted">
        Decided by version {code.decided ?? 'unknown'}, judged again by {code.now}.
      </p>
    </>
  );
}

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
