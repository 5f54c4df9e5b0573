import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewFile } from '../../../../../api/routes/reviews.ts';
import { call } from '../../api/client.ts';
import { sayDone } from '../../api/say.ts';
import { useLack } from '../../api/session.ts';
import { Facts } from '../../ui/facts.tsx';
import { change, money } from '../../ui/money.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { words } from '../shared/words.ts';
import styles from './decide-form.module.css';
import { reviewsChanged } from './queries.ts';

/** Confirms or refuses another person's release request. */
export function SecondWordForm({ file: { item, may, stateNow } }: { file: ReviewFile }) {
  const { currency, releaseAmount, requestedBy, reasonCode } = item;
  const [text, setText] = useState('');
  const lack = useLack('reviewer');
  const word = useMutation({
    mutationFn: (deed: 'confirm' | 'refuse') =>
      call(`POST /reviews/:id/${deed}`, { params: { id: item.reviewId }, body: { text: text.trim() } }),
    onSuccess: async (after) => {
      sayDone(`${after.productName}: ${words(after.state).toLowerCase()}.`);
      await reviewsChanged();
    },
  });
  const why = lack === undefined ? (may.confirm === true ? undefined : may.confirm) : `${lack}.`;
  const isWordless = text.trim() === '';
  return (
    <div className={styles.form}>
      <Facts
        facts={[
          ['Requested by', requestedBy],
          [
            'Release at',
            releaseAmount === undefined
              ? undefined
              : `${money(releaseAmount, currency)} ${change(stateNow?.price?.amount, releaseAmount)}`,
          ],
          ['Reason', reasonCode && words(reasonCode)],
          ['Explanation', item.text],
        ]}
      />
      {why !== undefined && <p className={styles.note}>{why}</p>}
      <Textarea
        label="Explanation"
        description="Stored with the review and in the audit log"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        autosize={false}
        rows={3}
        maxLength={2000}
        required
      />
      {word.error && <ProblemNote error={word.error} />}
      <div className={styles.buttons}>
        <Button
          variant="default"
          loading={word.isPending && word.variables === 'refuse'}
          disabled={lack !== undefined || isWordless || word.isPending}
          onClick={() => word.mutate('refuse')}
        >
          Refuse
        </Button>
        <Button
          loading={word.isPending && word.variables === 'confirm'}
          disabled={why !== undefined || isWordless || word.isPending}
          onClick={() => word.mutate('confirm')}
        >
          {releaseAmount === undefined ? 'Confirm' : `Confirm ${money(releaseAmount, currency)}`}
        </Button>
      </div>
    </div>
  );
}
