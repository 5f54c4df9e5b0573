import { useIsFetching } from '@tanstack/react-query';
import { Outlet, useNavigation } from 'react-router';
import { useSession } from '../api/session.ts';
import { Asked } from '../ui/asked.tsx';
import { HelpOverlay } from './help-overlay.tsx';
import styles from './layout.module.css';
import { Sidebar } from './sidebar.tsx';
import { WhoAreYou } from './who-are-you.tsx';

/** Navigation on the left, the page on the right; without a person nothing is shown or done. */
export function Layout() {
  const session = useSession();
  const loading = useNavigation().state !== 'idle';
  const fetching = useIsFetching({ predicate: ({ state }) => state.data === undefined });
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Sidebar />
      <main id="page" className={styles.main} tabIndex={-1}>
        {(loading || fetching > 0) && <div className={styles.progress} aria-hidden="true" />}
        <Asked query={session} what="the session">
          {(here) => (here.me === undefined ? <WhoAreYou session={here} /> : <Outlet />)}
        </Asked>
      </main>
      <HelpOverlay />
    </div>
  );
}
