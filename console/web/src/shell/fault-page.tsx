import { Button } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { Problem } from '../api/problem.ts';
import { Page } from './page.tsx';

/** What a page shows that broke, or that did not come: the rest of the console goes on. */
export function FaultPage() {
  const error = useRouteError();
  const isAway = error instanceof Problem && error.status === 0;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Page title={isAway ? 'This page did not come' : 'This page broke'}>
      <p role="alert">
        {isAway ? 'The server has stopped, or serves another version of the console by now. ' : ''}
        <span className="muted">{message}</span>
      </p>
      <div className="row">
        <Button onClick={() => window.location.reload()}>Load it again</Button>
        <Link to="/live">Go to the live page</Link>
      </div>
    </Page>
  );
}
