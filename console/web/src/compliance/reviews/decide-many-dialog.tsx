import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Confirmed } from '../../../../../api/routes/asked.ts';
import type { DecidedMany, DecideMany } from '../../../../../api/routes/reviews.ts';
import { REASON_CODES } from '../../../../../domain/review/reason-codes.ts';
import { call } from '../../api/client.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { counted } from '../../ui/numbers.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './decide-many-dialog.module.css';
import { reviewsChanged } from './queries.ts';
import { isReasoned, NO_REASON, type Reason, ReasonFields } from './reason-fields.tsx';

interface DecideManyDialogProps {
  kind: DecideMany['kind'];
  ids: readonly string[];
  names: ReadonlyMap<string, string>;
  /** Receives the decided reviews. */
  done: (ids: readonly string[]) => void;
  close: () => void;
}

const DEEDS = { uphold: 'Uphold', escalate: 'Escalate' } as const;
const DONE = { uphold: 'upheld', escalate: 'escalated' } as const;
const MEANING = {
  uphold: 'The rejections stand. Prices in force do not change.',
  escalate: 'They stay undecided, and are marked for a person with more authority.',
} as const;
const AT_ONCE = 200;

/** Decides several reviews for one reason, and lists those that failed. */
export function DecideManyDialog({ kind, ids, names, done, close }: DecideManyDialogProps) {
  const [reason, setReason] = useState<Reason>(NO_REASON);
  // The reviews marked when the dialog opened; decided ones are unmarked behind it.
  const [asked] = useState(ids);
  const decide = useMutation({
    mutationFn: async ({ reasonCode, text, confirmed }: Reason & { confirmed: Confirmed }) => {
      const results: DecidedMany['results'] = [];
      for (let from = 0; from < asked.length; from += AT_ONCE) {
        const body = {
          ids: asked.slice(from, from + AT_ONCE),
          kind,
          reasonCode: reasonCode ?? '',
          text: text.trim(),
        };
        results.push(...(await call('POST /reviews/decide-many', { body, confirmed })).results);
      }
      return results;
    },
    onSuccess: (results) => done(results.filter(({ ok }) => ok).map(({ id }) => id)),
    // Some may be decided although the rest was refused.
    onSettled: reviewsChanged,
  });
  const send = (event: FormEvent, confirmed: Confirmed) => {
    event.preventDefault();
    if (isReasoned(reason)) decide.mutate({ ...reason, confirmed });
  };
  const refused = decide.data?.filter(({ ok }) => !ok) ?? [];
  return (
    <ConfirmDialog close={close} title={`${DEEDS[kind]} ${counted(asked.length, 'review')}`}>
      {(confirmed) =>
        decide.data ? (
          <div className={styles.body}>
            <p role="status">
              {counted(decide.data.length - refused.length, 'review')} {DONE[kind]}.
              {refused.length > 0 && ` ${counted(refused.length, 'review')} failed:`}
            </p>
            {refused.length > 0 && (
              <ul className={styles.refused} aria-label="Reviews that could not be decided">
                {refused.map(({ id, problem }) => (
                  <li key={id}>
                    <strong>{names.get(id) ?? id}</strong> {problem}
                  </li>
                ))}
              </ul>
            )}
            <div className={styles.buttons}>
              <Button onClick={close} data-autofocus>
                Close
              </Button>
            </div>
          </div>
        ) : (
          <form onSubmit={(event) => send(event, confirmed)} className={styles.body}>
            <p>{MEANING[kind]}</p>
            <ReasonFields codes={REASON_CODES[kind]} reason={reason} set={setReason} />
            {decide.error && <ProblemNote error={decide.error} />}
            <div className={styles.buttons}>
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={decide.isPending} disabled={!isReasoned(reason)}>
                {DEEDS[kind]} {counted(asked.length, 'review')}
              </Button>
            </div>
          </form>
        )
      }
    </ConfirmDialog>
  );
}
