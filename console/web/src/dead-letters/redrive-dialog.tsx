import { Progress as Bar, Button } from '@mantine/core';
import type { RedriveCounts, RedriveRequest } from '../../../../api/routes/dead-letters.ts';
import { previewText } from '../../../../domain/decision/preview-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EventLink } from '../ui/event-link.tsx';
import { money } from '../ui/money.ts';
import { count, counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import styles from './redrive-dialog.module.css';
import { type Progress, useRedrive } from './use-redrive.ts';

/** A redrive: the letters, their number, and their common cause. */
export interface Redrive {
  what: Pick<RedriveRequest, 'queue' | 'group' | 'ids'>;
  letters: number;
  about: string;
}

/** Runs a redrive or its dry run, and shows the progress. */
export function RedriveDialog({ what, letters, about, close }: Redrive & { close: () => void }) {
  const { progress, run } = useRedrive(what);
  const { state, dryRun } = progress;
  const isUnderWay = state === 'under-way';
  return (
    <ConfirmDialog
      close={close}
      closeOnClickOutside={!isUnderWay}
      closeOnEscape={!isUnderWay}
      title={`Redrive ${counted(letters, 'letter')}`}
      size="lg"
    >
      {(confirmed) => (
        <div className={styles.body}>
          <p>
            Starts {letters === 1 ? 'this event' : 'these events'} again under a new id:{' '}
            <strong>{about}</strong>. A letter is deleted when its event is in the ledger again. An event that
            can't be started stays, with the reason.
          </p>
          {state !== 'idle' && <Told progress={progress} letters={letters} />}
          {progress.error && <ProblemNote error={progress.error} />}
          <div className={styles.buttons}>
            {(state === 'idle' || dryRun) && (
              <>
                <Button variant="default" loading={isUnderWay} onClick={() => void run()}>
                  Start dry run
                </Button>
                <Button data-autofocus disabled={isUnderWay} onClick={() => void run(confirmed)}>
                  Redrive {counted(letters, 'letter')}
                </Button>
              </>
            )}
            {!dryRun && state !== 'idle' && (
              <Button loading={isUnderWay} onClick={close}>
                {isUnderWay ? 'In progress' : 'Close'}
              </Button>
            )}
          </div>
        </div>
      )}
    </ConfirmDialog>
  );
}

function Told({
  progress: { counts, state, dryRun, staying, would },
  letters,
}: {
  progress: Progress;
  letters: number;
}) {
  const seen = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const share = state === 'done' ? 100 : Math.min(99, (100 * seen) / Math.max(1, letters));
  return (
    <>
      <Bar
        value={share}
        aria-label={`${dryRun ? 'Dry run' : 'Redriving'}: ${Math.round(share)}%`}
        transitionDuration={0}
      />
      <p role="status">
        {dryRun ? 'Dry run: ' : ''}
        {seen === 0 && state === 'done' ? 'nothing left to redrive' : countsText(counts)}
        {state === 'done' ? '.' : '…'}
      </p>
      {would.length > 0 && (
        <ul className={styles.staying} aria-label="Expected outcomes">
          {would.map(({ messageId, productId, would: preview }) => (
            <li key={messageId}>
              {productId ?? messageId} {preview && previewText(preview, money)}
            </li>
          ))}
        </ul>
      )}
      {staying.length > 0 && (
        <ul className={styles.staying} aria-label="Letters that stay in the queue">
          {staying.map(({ messageId, eventId, reason }) => (
            <li key={messageId}>
              {eventId === undefined ? messageId : <EventLink id={eventId} />} {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const TOLD = {
  redriven: 'redriven',
  cured: 'already cured',
  stays: 'stay',
  'would-redrive': 'would be redriven',
  'would-be-cured': 'are already cured',
} as const satisfies Record<keyof RedriveCounts, string>;

const countsText = (counts: RedriveCounts): string =>
  (Object.keys(TOLD) as (keyof RedriveCounts)[])
    .filter((status) => counts[status] !== undefined)
    .map((status) => `${count(counts[status] ?? 0)} ${TOLD[status]}`)
    .join(', ');
