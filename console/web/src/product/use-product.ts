import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';

const EVERY_MS = 5_000;
const POINTS = 1_000;

/** A product with its newest events, oldest first. */
export const useHistory = (id: string, since: string | undefined) =>
  useQuery({
    queryKey: ['history', id, since],
    queryFn: ({ signal }) =>
      call('GET /products/:id/history', { params: { id }, query: { since, limit: POINTS }, signal }),
    refetchInterval: EVERY_MS,
  });

/** The policy in force, and its mode. */
export const usePolicy = (id: string) =>
  useQuery({
    queryKey: ['policy', id],
    queryFn: ({ signal }) => call('GET /policies/:id', { params: { id }, signal }),
    refetchInterval: EVERY_MS,
  });
