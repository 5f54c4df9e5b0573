import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Confirmed } from '../../../../api/routes/asked.ts';
import type { Mode } from '../../../../domain/policy/policy.ts';
import { call } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sayDone } from '../api/say.ts';
import styles from '../ui/confirm-dialog.module.css';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';

interface ModeDialogProps {
  policyId: string;
  from: Mode;
  to: Mode;
  deed: string;
  close: () => void;
}

const MEANING: Record<Mode, string> = {
  paused: 'Prices do not change until the policy is resumed.',
  shadow: 'Prices do not change. Decisions are recorded, but not put in force.',
  live: 'Prices change again. Every product of the policy is judged again at once.',
};

/** Explains the effect of a change of mode on all products of the policy before it is made. */
export function ModeDialog({ policyId, from, to, deed, close }: ModeDialogProps) {
  const change = useMutation({
    mutationFn: (confirmed: Confirmed) =>
      call('POST /policies/:id/mode', { params: { id: policyId }, body: { mode: to }, confirmed }),
    onSuccess: async ({ mode, repriced }) => {
      await queryClient.invalidateQueries({ queryKey: ['policy'] });
      sayDone(
        `Policy ${policyId} is ${mode}${repriced > 0 ? `; ${counted(repriced, 'product')} judged again` : ''}.`,
      );
      close();
    },
  });
  return (
    <ConfirmDialog close={close} title={`${deed} policy ${policyId}?`}>
      {(confirmed) => (
        <div className={styles.body}>
          <p>
            The mode changes from <strong>{from}</strong> to <strong>{to}</strong> for every product of the
            policy, not only for this one. {MEANING[to]}
          </p>
          {change.error && <ProblemNote error={change.error} />}
          <div className={styles.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button
              color={to === 'paused' ? 'red' : 'blue'}
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
