import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { Empty } from '../ui/empty.tsx';
import { PolicyReadiness } from './policy-readiness.tsx';

const EVERY_MS = 10_000;

/** What the model's prices would do, and do, compared with sales, by policy. */
export default function ReadinessPage() {
  const readiness = useQuery({
    queryKey: ['readiness'],
    queryFn: ({ signal }) => call('GET /readiness', { query: {}, signal }),
    refetchInterval: EVERY_MS,
  });
  return (
    <Page title="Readiness" about="Is the model ready to set prices? 95% intervals, products as clusters">
      <Asked query={readiness} what="the readiness">
        {({ policies }) =>
          policies.length === 0 ? (
            <Empty>No products.</Empty>
          ) : (
            policies.map((each) => <PolicyReadiness key={each.policyId} readiness={each} />)
          )
        }
      </Asked>
    </Page>
  );
}
