import { Button } from '@mantine/core';
import type { DeadLetterGroup } from '../../../../api/routes/dead-letters.ts';
import { EventLink } from '../ui/event-link.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { counted } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';
import { useDialogs } from './dialogs.tsx';
import styles from './group-letters.module.css';
import { useLetters } from './queries.ts';
import { RedriveButton } from './redrive-button.tsx';

/** The letters of one cause. */
export function GroupLetters({ group }: { group: DeadLetterGroup }) {
  const letters = useLetters(group);
  const { lookInside } = useDialogs();
  const messages = letters.data?.pages.flatMap((page) => page.messages) ?? [];
  return (
    <Panel title="Letters of this cause" flush about={`${counted(group.count, 'letter')}, newest first`}>
      {letters.error !== null && <ProblemNote error={letters.error} />}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Since</th>
            <th scope="col">Event</th>
            <th scope="col">Product</th>
            <th scope="col">Reason</th>
            <th scope="col">
              <span className="hidden-visually">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {messages.map((letter) => (
            <tr key={letter.messageId}>
              <td>
                <When at={letter.deadLetteredAt} />
              </td>
              <td>{letter.eventId === undefined ? '–' : <EventLink id={letter.eventId} />}</td>
              <td>
                <ProductLink id={letter.productId} />
              </td>
              <td className="muted">{letter.reason}</td>
              <td>
                <div className={styles.actions}>
                  <Button variant="subtle" onClick={() => lookInside(letter)}>
                    Look inside
                  </Button>
                  <RedriveButton
                    redrive={{
                      what: { queue: letter.queue, ids: [letter.messageId] },
                      letters: 1,
                      about: letter.reason ?? group.cause,
                    }}
                    label="Redrive"
                  />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <LoadMore of={letters} />
    </Panel>
  );
}
