import { Link, useLocation } from 'react-router';
import { Page } from './page.tsx';

/** What an address without a page shows. */
export function NoSuchPage() {
  const { pathname } = useLocation();
  return (
    <Page title="There is no such page">
      <p>
        Nothing is at <code>{pathname}</code>. <Link to="/live">Go to the live page</Link>.
      </p>
    </Page>
  );
}
