import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

const RETRIES = 2;

/** Retries only errors that may pass; a refusal is final. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      // A page on this machine must work while the machine has no network.
      networkMode: 'always',
      retry: (failures, error) => failures < RETRIES && error instanceof Problem && mayPass(error.status),
    },
    mutations: { networkMode: 'always' },
  },
});

const mayPass = (status: number): boolean => status === 0 || status === 503;
