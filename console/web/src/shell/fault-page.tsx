import { Button } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { messageOf } from '../../../../domain/values/thrown.ts';
import { Problem } from '../api/problem.ts';
import { Page } from './page.tsx';

/** The page for a fault or a failed load; the rest of the console still works. */
export function FaultPage() {
  const error = useRouteError();
  const isAway = error instanceof Problem && error.status === 0;
  const message = messageOf(error);
  return (
    <Page title={isAway ? 'Page not loaded' : 'Page failed'}>
      <p role="alert">
        {isAway ? 'The server has stopped, or it serves another version of the console. ' : ''}
        <span className="muted">{message}</span>
      </p>
      <div className="row">
        <Button onClick={() => window.location.reload()}>Reload page</Button>
        <Link to="/live">Go to the live page</Link>
      </div>
    </Page>
  );
}
