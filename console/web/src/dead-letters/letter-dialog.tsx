import { Modal, Tabs } from '@mantine/core';
import type { DeadLetter } from '../../../../api/routes/dead-letters.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { EventLink } from '../ui/event-link.tsx';
import { Facts } from '../ui/facts.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';
import { envelopeOf } from './envelope.ts';
import styles from './letter-dialog.module.css';
import { RedriveEdited } from './redrive-edited.tsx';

/** The content of a letter, and the form to start its event with other content. */
export function LetterDialog({ letter, close }: { letter: DeadLetter; close: () => void }) {
  const { eventId, productId, error, stage, reason, deadLetteredAt, queue, messageId, attributes, body } =
    letter;
  return (
    <Modal opened onClose={close} title="Dead letter" size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Facts
        facts={[
          ['Event', eventId && <EventLink id={eventId} whole />],
          ['Product', productId && <ProductLink id={productId} />],
          ['Error', error],
          ['Stage', stage],
          ['Reason', reason],
          ['Since', <When key="since" at={deadLetteredAt} exact dated />],
          ['Queue', queue],
          ['Message', messageId],
        ]}
      />
      <Tabs defaultValue="event" keepMounted={false} className={styles.tabs}>
        <Tabs.List aria-label="Parts of the letter">
          <Tabs.Tab value="event">Event</Tabs.Tab>
          <Tabs.Tab value="letter">Full letter</Tabs.Tab>
          <Tabs.Tab value="attributes">Attributes</Tabs.Tab>
          <Tabs.Tab value="edit">Edit and redrive</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="event" className={styles.panel}>
          <JsonView value={envelopeOf(letter) ?? 'The letter does not hold the full event.'} label="Event" />
        </Tabs.Panel>
        <Tabs.Panel value="letter" className={styles.panel}>
          <JsonView value={body} label="Full letter" />
          <div className={styles.copy}>
            <CopyButton value={() => body} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="attributes" className={styles.panel}>
          <JsonView value={attributes} label="Attributes of the message" />
        </Tabs.Panel>
        <Tabs.Panel value="edit" className={styles.panel}>
          <RedriveEdited letter={letter} close={close} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
