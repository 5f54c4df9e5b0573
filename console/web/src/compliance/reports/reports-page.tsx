import { Tabs } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Page } from '../../shell/page.tsx';
import { EmergencyCapsReport } from './emergency-caps-report.tsx';
import { PriceAtReport } from './price-at-report.tsx';
import { PriceReductionReport } from './price-reduction-report.tsx';
import { RejectionsReport } from './rejections-report.tsx';
import styles from './reports-page.module.css';

const REPORTS = ['price-at', 'rejections', 'price-reduction', 'emergency-caps'] as const;
type Report = (typeof REPORTS)[number];

/** The reports; the address holds the parameters. */
export default function ReportsPage() {
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get('report');
  const report = REPORTS.find((each) => each === asked) ?? 'price-at';
  const show = (next: string | null) => {
    // Two reports are about a product at a time, and share it when you switch.
    const kept = ['product', 'at'].flatMap((name) => {
      const value = parameters.get(name);
      return value === null ? [] : [[name, value]];
    });
    setParameters({ report: next ?? 'price-at', ...Object.fromEntries(kept) });
  };
  return (
    <Page
      title="Reports"
      about="Prices at a time, rejections, price reductions and emergency caps, with proof"
    >
      <Tabs value={report} onChange={show} keepMounted={false}>
        <Tabs.List aria-label="Report">
          {REPORTS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {NAMES[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="price-at" className={styles.report ?? ''}>
          <PriceAtReport />
        </Tabs.Panel>
        <Tabs.Panel value="rejections" className={styles.report ?? ''}>
          <RejectionsReport />
        </Tabs.Panel>
        <Tabs.Panel value="price-reduction" className={styles.report ?? ''}>
          <PriceReductionReport />
        </Tabs.Panel>
        <Tabs.Panel value="emergency-caps" className={styles.report ?? ''}>
          <EmergencyCapsReport />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const NAMES: Record<Report, string> = {
  'price-at': 'Price at a time',
  rejections: 'Rejections',
  'price-reduction': 'Price reductions',
  'emergency-caps': 'Emergency caps',
};
