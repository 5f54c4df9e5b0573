import { Button } from '@mantine/core';

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Button below a list, while it has another page. */
export const LoadMore = ({ of: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { of: Paged }) =>
  hasNextPage && (
    <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      Load more
    </Button>
  );
