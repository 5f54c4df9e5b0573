import type { RejectionReport } from '../../../../../api/routes/reports.ts';
import { Asked } from '../../ui/asked.tsx';
import { count } from '../../ui/numbers.ts';
import { ProductLink } from '../../ui/product-link.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { timeText } from '../../ui/when.tsx';
import { FilterBar } from '../shared/filter-bar.tsx';
import { TimeField } from '../shared/time-field.tsx';
import { useUrlFilter } from '../shared/url-filter.ts';
import { CountTable, PARTS, type Part } from './count-table.tsx';
import { useRejections } from './queries.ts';
import styles from './report.module.css';

/** Rejections in a period, by guardrail, product, reviewer and waiting time. */
export function RejectionsReport() {
  const { filter, change, clear } = useUrlFilter(['since', 'until']);
  const found = useRejections(filter);
  return (
    <>
      <FilterBar label="Time of the report" clear={Object.keys(filter).length > 0 ? clear : undefined}>
        <TimeField label="From (UTC)" value={filter.since} set={(since) => change({ since })} />
        <TimeField label="To (UTC)" value={filter.until} set={(until) => change({ until })} />
      </FilterBar>
      <Asked query={found} what="the rejections">
        {(report) => <Report report={report} />}
      </Asked>
    </>
  );
}

function Report({ report }: { report: RejectionReport }) {
  const { since, until, total, byGuardrail, byProduct, byReviewer, byAge } = report;
  const sum = (of: Part) => byGuardrail.reduce((all, each) => all + each[of], 0);
  const parts = PARTS.filter((part) => sum(part) > 0);
  return (
    <>
      <p className="muted">
        {timeText(since, { dated: true })} to {timeText(until, { dated: true })} UTC
      </p>
      <Stats>
        <Stat name="Rejections" value={count(total)} />
        <Stat name="Open" value={count(sum('open'))} />
        <Stat name="Escalated" value={count(sum('escalated'))} />
        <Stat name="Upheld" value={count(sum('upheld'))} />
        <Stat name="Released" value={count(sum('released'))} />
        <Stat name="Lapsed" value={count(sum('lapsed'))} />
      </Stats>
      <div className={styles.tables}>
        <CountTable title="By guardrail" of="Guardrail" rows={byGuardrail} parts={parts} />
        <CountTable title="By waiting time" of="Waiting time" rows={byAge} parts={parts} />
        <CountTable title="By reviewer" of="Reviewer" rows={byReviewer} parts={parts} none="No decisions." />
        <CountTable
          title="By product"
          of="Product"
          rows={byProduct}
          parts={parts}
          named={(key) => <ProductLink id={key} />}
        />
      </div>
    </>
  );
}
