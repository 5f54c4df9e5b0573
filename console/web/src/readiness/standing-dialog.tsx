import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Confirmed } from '../../../../api/routes/asked.ts';
import { call } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sayDone } from '../api/say.ts';
import styles from '../ui/confirm-dialog.module.css';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import type { Asking } from './policy-readiness.tsx';

const MEANING: Record<Asking['kind'], string> = {
  live: 'The model sets prices from now on. The products are judged again at once.',
  watching: 'Prices do not change. Sales are compared with the model from now on.',
};

/** Asks for the reason before products go live or are watched again. */
export function StandingDialog({ kind, of, close }: Asking & { close: () => void }) {
  const [why, setWhy] = useState('');
  const change = useMutation({
    mutationFn: (confirmed: Confirmed) => call('POST /standing', { body: { ...of, kind, why }, confirmed }),
    onSuccess: async ({ changed, unchanged }) => {
      await queryClient.invalidateQueries({ queryKey: ['readiness'] });
      sayDone(`${counted(changed, 'product')} ${kind}${unchanged > 0 ? `, ${unchanged} left alone` : ''}.`);
      close();
    },
  });
  const which = 'policyId' in of ? `all products of ${of.policyId}` : of.productIds.join(', ');
  const deed = kind === 'live' ? 'Let go live' : 'Watch again';
  return (
    <ConfirmDialog close={close} title={`${deed}: ${which}?`}>
      {(confirmed) => (
        <div className={styles.body}>
          <p>{MEANING[kind]}</p>
          <TextInput
            label="Reason"
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
            data-autofocus
          />
          {change.error && <ProblemNote error={change.error} />}
          <div className={styles.buttons}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              disabled={why.trim() === ''}
              loading={change.isPending}
              onClick={() => change.mutate(confirmed)}
            >
              {deed}
            </Button>
          </div>
        </div>
      )}
    </ConfirmDialog>
  );
}
