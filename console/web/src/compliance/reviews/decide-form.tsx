import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Decide, DecisionKind, ReviewFile } from '../../../../../api/routes/reviews.ts';
import { call } from '../../api/client.ts';
import { sayDone } from '../../api/say.ts';
import { useLack } from '../../api/session.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { money } from '../../ui/money.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { minorUnits, priceText } from '../shared/price-text.ts';
import { words } from '../shared/words.ts';
import styles from './decide-form.module.css';
import { reviewsChanged } from './queries.ts';
import { isReasoned, NO_REASON, type Reason, ReasonFields } from './reason-fields.tsx';
import { takesTwo } from './takes-two.ts';

const KINDS: readonly { kind: DecisionKind; name: string; key: string; means: string }[] = [
  { kind: 'uphold', name: 'Uphold', key: 'u', means: 'The rejection stands. The price in force stays.' },
  { kind: 'release', name: 'Release', key: 'r', means: 'Puts a price in force, in your name.' },
  { kind: 'escalate', name: 'Escalate', key: 'e', means: 'Passes it to a person with more authority.' },
];

/** Uphold, release or escalate, each with a reason; a disabled act shows why. */
export function DecideForm({ file }: { file: ReviewFile }) {
  const { item, may, reasonCodes } = file;
  const { currency } = item;
  const [kind, setKind] = useState<DecisionKind>();
  const [reason, setReason] = useState<Reason>(NO_REASON);
  const [price, setPrice] = useState(item.proposed === null ? '' : priceText(item.proposed, currency));
  const lack = useLack('reviewer');
  const amount = minorUnits(price, currency);
  const two = amount !== undefined && takesTwo(file, amount);

  const decide = useMutation({
    mutationFn: (body: Decide) => call('POST /reviews/:id/decide', { params: { id: item.reviewId }, body }),
    onSuccess: async (after) => {
      setKind(undefined);
      setReason(NO_REASON);
      sayDone(`${after.productName}: ${words(after.state).toLowerCase()}.`);
      await reviewsChanged();
    },
  });
  const choose = (wanted: DecisionKind) => {
    if (lack !== undefined || may[wanted] !== true) return;
    setKind(wanted);
    // A code of another kind of decision does not apply to this one.
    setReason((before) => ({
      ...before,
      reasonCode: reasonCodes[wanted].includes(before.reasonCode ?? '') ? before.reasonCode : null,
    }));
  };
  useKindKeys(choose);
  const common = commonReason(may);
  const isReady =
    kind !== undefined &&
    isReasoned(reason) &&
    (kind !== 'release' || amount !== undefined) &&
    lack === undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    decide.mutate({
      kind,
      reasonCode: reason.reasonCode ?? '',
      text: reason.text.trim(),
      ...(kind === 'release' && amount !== undefined ? { amount } : {}),
    });
  };
  return (
    <form onSubmit={send} className={styles.form}>
      {lack !== undefined && <p className={styles.note}>{lack}.</p>}
      {lack === undefined && common !== undefined && <p className={styles.note}>{common}</p>}
      <Kinds may={may} chosen={kind} choose={choose} common={common} disabled={lack !== undefined} />
      {kind === 'release' && (
        <ReleasePrice file={file} price={price} set={setPrice} amount={amount} two={two} />
      )}
      {kind !== undefined && (
        <>
          <ReasonFields codes={reasonCodes[kind]} reason={reason} set={setReason} />
          {decide.error && <ProblemNote error={decide.error} />}
          <Button type="submit" loading={decide.isPending} disabled={!isReady} fullWidth>
            {deedText(kind, amount, currency, two)}
          </Button>
        </>
      )}
    </form>
  );
}

function useKindKeys(choose: (kind: DecisionKind) => void): void {
  useShortcuts(
    'Review',
    KINDS.map(({ kind: wanted, name, key }) => ({
      keys: key,
      does: name,
      run: () => {
        choose(wanted);
        // The required fields come next in the tab order.
        document.getElementById(`decide-${wanted}`)?.focus();
      },
    })),
  );
}

interface KindsProps extends Pick<ReviewFile, 'may'> {
  chosen: DecisionKind | undefined;
  choose: (kind: DecisionKind) => void;
  /** Why none of them may be chosen, if it is the same for all. */
  common: string | undefined;
  disabled: boolean;
}

const Kinds = ({ may, chosen, choose, common, disabled }: KindsProps) => (
  <fieldset className={styles.kinds}>
    <legend className="hidden-visually">Decision</legend>
    {KINDS.map(({ kind: each, name, key, means }) => {
      const why = may[each] === true ? undefined : may[each];
      return (
        <label key={each} className={styles.kind}>
          <input
            id={`decide-${each}`}
            type="radio"
            name="decision"
            value={each}
            checked={chosen === each}
            disabled={disabled || why !== undefined}
            onChange={() => choose(each)}
          />
          <span>
            <strong>{name}</strong>{' '}
            <span aria-hidden="true">
              <kbd>{key}</kbd>
            </span>
            <span className={styles.means}>{common === undefined ? (why ?? means) : means}</span>
          </span>
        </label>
      );
    })}
  </fieldset>
);

/** Shown once if it is the same for all, for example a lock of another person. */
function commonReason(may: ReviewFile['may']): string | undefined {
  const reasons = KINDS.map(({ kind }) => may[kind]);
  const [first] = reasons;
  return typeof first === 'string' && reasons.every((why) => why === first) ? first : undefined;
}

interface ReleasePriceProps {
  file: ReviewFile;
  price: string;
  set: (price: string) => void;
  /** The price in minor units; undefined while it is no price. */
  amount: number | undefined;
  /** Whether a release at this price takes a second person. */
  two: boolean;
}

const ReleasePrice = ({ file, price, set, amount, two }: ReleasePriceProps) => (
  <>
    <TextInput
      label={`Price, ${file.item.currency}`}
      description={boundsText(file)}
      value={price}
      inputMode="decimal"
      spellCheck={false}
      autoComplete="off"
      required
      error={amount === undefined ? `Not a valid price in ${file.item.currency}` : undefined}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
    {two && <p className={styles.note}>A second person must confirm a release at this price.</p>}
  </>
);

function boundsText({ item: { proposed, currency }, boundsNow }: ReviewFile): string {
  const parts = [
    proposed === null ? undefined : `proposed ${money(proposed, currency)}`,
    boundsNow?.lower == null ? undefined : `at least ${money(boundsNow.lower, currency)}`,
    boundsNow?.upper == null ? undefined : `at most ${money(boundsNow.upper, currency)}`,
  ].filter((part) => part !== undefined);
  const text = parts.join(', ');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function deedText(kind: DecisionKind, amount: number | undefined, currency: string, two: boolean): string {
  if (kind === 'uphold') return 'Uphold rejection';
  if (kind === 'escalate') return 'Escalate';
  const at = amount === undefined ? '' : ` at ${money(amount, currency)}`;
  return two ? `Request release${at}` : `Release${at}`;
}
