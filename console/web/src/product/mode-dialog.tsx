import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Mode } from '../../../../domain/policy.ts';
import type { ModeChange } from '../../../server/api/policies.ts';
import { apiPath, post } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sayDone } from '../api/say.ts';
import { counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import styles from './mode-dialog.module.css';

interface ModeDialogProps {
  policyId: string;
  from: Mode;
  to: Mode;
  deed: string;
  close: () => void;
}

const MEANING: Record<Mode, string> = {
  paused: 'Prices stay as they are, whatever happens to the stock, until the policy is resumed.',
  shadow: 'Prices stay as they are. What would have been priced is recorded, and nothing is put in force.',
  live: 'Prices move again, and every product of the policy is judged anew at once.',
};

/** Says what a change of mode means, for all products of the policy, before it is made. */
export function ModeDialog({ policyId, from, to, deed, close }: ModeDialogProps) {
  const change = useMutation({
    mutationFn: () => post<ModeChange>(apiPath`/policies/${policyId}/mode`, { mode: to }),
    onSuccess: async ({ mode, repriced }) => {
      await queryClient.invalidateQueries({ queryKey: ['policy'] });
      sayDone(
        `Policy ${policyId} is ${mode}${repriced > 0 ? `; ${counted(repriced, 'product')} judged anew` : ''}.`,
      );
      close();
    },
  });
  return (
    <Modal
      opened
      onClose={close}
      title={`${deed} policy ${policyId}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.body}>
        <p>
          It goes from <strong>{from}</strong> to <strong>{to}</strong>, for every product that it prices, not
          for this one alone. {MEANING[to]}
        </p>
        {change.error && <ProblemNote error={change.error} />}
        <div className={styles.buttons}>
          <Button variant="default" onClick={close} data-autofocus>
            Leave it as it is
          </Button>
          <Button
            color={to === 'paused' ? 'red' : 'blue'}
            loading={change.isPending}
            onClick={() => change.mutate()}
          >
            {deed}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
