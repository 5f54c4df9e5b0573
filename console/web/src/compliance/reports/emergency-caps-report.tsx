import { Select } from '@mantine/core';
import { useEffect } from 'react';
import type { EmergencyCaps } from '../../../../../api/routes/reports.ts';
import { Asked } from '../../ui/asked.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventLink } from '../../ui/event-link.tsx';
import { money } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProductLink } from '../../ui/product-link.tsx';
import { timeText } from '../../ui/when.tsx';
import { usePolicies } from '../policies/queries.ts';
import { FilterBar } from '../shared/filter-bar.tsx';
import { Tag } from '../shared/tag.tsx';
import { useUrlFilter } from '../shared/url-filter.ts';
import { useEmergencyCaps } from './queries.ts';

/** The highest price charged under an emergency cap, for each product under it. */
export function EmergencyCapsReport() {
  const { filter, change } = useUrlFilter(['policy']);
  const policies = usePolicies();
  const ids = policies.data?.map(({ policyId }) => policyId) ?? [];
  const [first] = ids;
  const caps = useEmergencyCaps(filter.policy);
  useEffect(() => {
    if (filter.policy === undefined && first !== undefined) change({ policy: first });
  });
  return (
    <>
      <FilterBar label="Policy of the report">
        <Select
          label="Policy"
          data={ids}
          value={filter.policy ?? null}
          onChange={(policy) => change({ policy: policy ?? '' })}
          allowDeselect={false}
        />
      </FilterBar>
      {filter.policy === undefined ? (
        <Empty>Choose a policy.</Empty>
      ) : (
        <Asked query={caps} what="the caps">
          {(report) => <Caps report={report} />}
        </Asked>
      )}
    </>
  );
}

function Caps({ report: { policyId, caps } }: { report: EmergencyCaps }) {
  if (caps.length === 0) return <Empty>Policy {policyId} has no emergency cap.</Empty>;
  return caps.map((cap) => <CapPanel key={cap.id} cap={cap} />);
}

const CapPanel = ({ cap }: { cap: EmergencyCaps['caps'][number] }) => (
  <Panel
    title={cap.id}
    about={
      <>
        <Tag tone={cap.ok ? 'good' : 'bad'}>{cap.ok ? 'met' : 'exceeded'}</Tag> {termsOf(cap)}
      </>
    }
    flush
    actions={<CopyButton value={() => cap} />}
  >
    {cap.products.length === 0 ? (
      <Empty>No products under this cap.</Empty>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" className="number">
              Price before
            </th>
            <th scope="col" className="number">
              Highest allowed
            </th>
            <th scope="col" className="number">
              Highest charged
            </th>
            <th scope="col">By event</th>
            <th scope="col">Cap met</th>
          </tr>
        </thead>
        <tbody>
          {cap.products.map(
            ({ productId, currency, frozenPrice, highestAllowed, highestCharged, eventId, ok, note }) => (
              <tr key={productId}>
                <td>
                  <ProductLink id={productId} />
                </td>
                <td className="number">{money(frozenPrice, currency)}</td>
                <td className="number">{money(highestAllowed, currency)}</td>
                <td className="number">{money(highestCharged, currency)}</td>
                <td>
                  {eventId === undefined ? <span className="muted">–</span> : <EventLink id={eventId} />}
                </td>
                <td>
                  <Tag tone={ok ? 'good' : 'bad'}>{ok ? 'yes' : 'no'}</Tag>{' '}
                  {note !== undefined && <span className="muted">{note}</span>}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    )}
  </Panel>
);

const termsOf = ({ from, until, regions, maxRaisePercent }: EmergencyCaps['caps'][number]): string =>
  [
    `at most ${maxRaisePercent}% above the price before`,
    `from ${timeText(from, { dated: true })}`,
    until === undefined ? 'no end' : `until ${timeText(until, { dated: true })}`,
    regions === undefined ? 'everywhere' : `in ${regions.join(', ')}`,
  ].join(', ');
