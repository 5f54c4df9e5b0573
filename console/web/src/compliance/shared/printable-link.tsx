import { Printer } from 'lucide-react';
import { apiPath } from '../../api/client.ts';
import styles from './printable-link.module.css';

/** Opens the page that explains an event's price to an outsider in a new tab, to print or save. */
export const PrintableLink = ({ eventId }: { eventId: string }) => (
  <a
    href={`/api${apiPath`/reports/decision/${eventId}`}`}
    target="_blank"
    rel="noreferrer"
    className={styles.link}
  >
    <Printer size={14} aria-hidden="true" />
    Printable page
    <span className="hidden-visually">of event {eventId}, in a new tab</span>
  </a>
);
