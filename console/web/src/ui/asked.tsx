import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

interface AskedProps<Data> {
  query: UseQueryResult<Data>;
  /** What is waited for, as in `Loading the trace`. */
  what: string;
  children: (data: Data) => ReactNode;
}

/** What a query brought; until then that it is on its way, or why it did not come. Old data stay with the problem beside them. */
export function Asked<Data>({ query, what, children }: AskedProps<Data>) {
  const { data, error, refetch, isFetching } = query;
  return (
    <>
      {error !== null && (
        <ProblemNote error={error}>
          <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        </ProblemNote>
      )}
      {data !== undefined && children(data)}
      {data === undefined && error === null && (
        <p className="muted" role="status">
          Loading {what}…
        </p>
      )}
    </>
  );
}
