import { Link, useLocation } from 'react-router';
import { Page } from './page.tsx';

/** The page for an unknown address. */
export function NoSuchPage() {
  const { pathname } = useLocation();
  return (
    <Page title="Page not found">
      <p>
        No page has the address <code>{pathname}</code>. <Link to="/live">Go to the live page</Link>.
      </p>
    </Page>
  );
}
