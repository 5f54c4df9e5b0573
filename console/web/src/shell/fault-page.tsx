import { Button } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { Page } from './page.tsx';

/** What a page shows that broke: the rest of the console goes on. */
export function FaultPage() {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Page title="This page broke">
      <p role="alert">{message}</p>
      <div className="row">
        <Button onClick={() => window.location.reload()}>Load it again</Button>
        <Link to="/live">Go to the live page</Link>
      </div>
    </Page>
  );
}
