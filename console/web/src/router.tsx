import { createBrowserRouter, Navigate } from 'react-router';
import { currentPerson } from './api/person.ts';
import { noAnswer } from './api/problem.ts';
import { pages } from './pages.ts';
import { FaultPage } from './shell/fault-page.tsx';
import { Layout } from './shell/layout.tsx';
import { NoSuchPage } from './shell/no-such-page.tsx';

/** The code of a page could not be loaded. */
function notLoaded(error: unknown): never {
  throw noAnswer(error);
}

export const router = createBrowserRouter(
  [
    {
      path: '/',
      element: <Layout />,
      errorElement: <FaultPage />,
      hydrateFallbackElement: <p className="hidden-visually">Loading</p>,
      children: [
        {
          errorElement: <FaultPage />,
          children: [
            { index: true, element: <Navigate to="/live" replace /> },
            ...pages.map(({ path, load, prefetch }) => ({
              path,
              lazy: async () => ({ Component: (await load().catch(notLoaded)).default }),
              loader: ({ params }: { params: Record<string, string | undefined> }) => {
                if (currentPerson() !== undefined) prefetch?.(params);
                return null;
              },
              // The selection is in the address too; it does not change the data.
              shouldRevalidate: () => false,
            })),
            { path: '*', element: <NoSuchPage /> },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
);
