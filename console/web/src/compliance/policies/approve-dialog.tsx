import { Button } from '@mantine/core';
import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import { sayDone } from '../../api/say.ts';
import styles from '../../ui/confirm-dialog.module.css';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useApproveDraft } from './queries.ts';

/** Explains what an approval puts in force before it is given. */
export function ApproveDialog({ draft, close }: { draft: Draft; close: () => void }) {
  const { policyId, by } = draft;
  const approve = useApproveDraft(draft);
  const onSuccess = ({ version }: Draft) => {
    sayDone(`Policy ${policyId} is now version ${version}.`);
    close();
  };
  return (
    <ConfirmDialog close={close} title={`Put the draft of policy ${policyId} in force?`}>
      {(confirmed) => (
        <div className={styles.body}>
          <p>
            The terms that <strong>{by}</strong> wrote become the version in force. Every product of the
            policy is judged again at once.
          </p>
          {approve.error && <ProblemNote error={approve.error} />}
          <div className={styles.buttons}>
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button loading={approve.isPending} onClick={() => approve.mutate(confirmed, { onSuccess })}>
              Approve
            </Button>
          </div>
        </div>
      )}
    </ConfirmDialog>
  );
}
