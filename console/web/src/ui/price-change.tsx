import { change, money } from './money.ts';

interface PriceChangeProps {
  before?: number | undefined;
  after?: number | undefined;
  currency?: string | undefined;
}

/** `€24.49 → €27.39 +11.8%`; the unchanged price if none was put in force. */
export function PriceChange({ before, after, currency }: PriceChangeProps) {
  if (after === undefined)
    return <span className="muted">{before === undefined ? '–' : money(before, currency)}</span>;
  return (
    <span className="nowrap">
      {before !== undefined && before !== after && (
        <span className="muted">
          {money(before, currency)} <span aria-hidden="true">→</span>
          <span className="hidden-visually">to</span>{' '}
        </span>
      )}
      {money(after, currency)} <span className="muted">{change(before, after)}</span>
    </span>
  );
}
