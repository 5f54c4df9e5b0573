import type { ReviewFile, ReviewItem } from '../../../../../api/routes/reviews.ts';
import { EventLink } from '../../ui/event-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { money } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { When } from '../../ui/when.tsx';
import { words } from '../shared/words.ts';
import styles from './decide-form.module.css';
import { DecideForm } from './decide-form.tsx';
import { isReleasing } from './queries.ts';
import { SecondWordForm } from './second-word-form.tsx';

/** The actions on the review; after a decision, the decision. */
export function DecisionPanel({ file }: { file: ReviewFile }) {
  const { state } = file.item;
  if (state === 'upheld' || state === 'released' || state === 'lapsed') return <Decided file={file} />;
  if (state === 'awaiting-second')
    return (
      <Panel title="Second decision">
        <SecondWordForm file={file} />
      </Panel>
    );
  return (
    <Panel title="Your decision">
      <DecideForm file={file} />
    </Panel>
  );
}

function Decided({ file: { item } }: { file: ReviewFile }) {
  const { state, decidedBy, decidedAt, requestedBy, reasonCode, text, currency } = item;
  return (
    <Panel title={DECIDED[state as keyof typeof DECIDED]}>
      {item.lapsedBecause !== undefined && <p className={styles.note}>{item.lapsedBecause}</p>}
      <Facts
        facts={[
          ['By', decidedBy],
          ['Requested by', requestedBy],
          ['At', decidedAt && <When key="at" at={decidedAt} dated />],
          ['Reason', reasonCode && words(reasonCode)],
          ['Explanation', text],
          [
            'Requested price',
            item.releaseAmount === undefined ? undefined : money(item.releaseAmount, currency),
          ],
          ['Put in force', isReleasing(item) ? 'in progress' : inForce(item)],
          ['Event', item.releaseEventId && <EventLink key="event" id={item.releaseEventId} />],
        ]}
      />
    </Panel>
  );
}

const inForce = ({ releasedPrice, currency }: ReviewItem): string | undefined =>
  releasedPrice === undefined ? undefined : money(releasedPrice, currency);

const DECIDED = {
  upheld: 'The rejection was upheld',
  released: 'The price was released',
  lapsed: 'The release came too late',
} as const;
