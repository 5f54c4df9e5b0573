import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

interface AskedProps<Data> {
  query: UseQueryResult<Data>;
  /** The name of the data, as in `Loading the trace`. */
  what: string;
  children: (data: Data) => ReactNode;
}

/** The data of a query, or its loading or error state. Old data stay visible beside an error. */
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
