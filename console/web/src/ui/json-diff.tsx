import { diffLines } from 'diff';
import styles from './json-diff.module.css';

interface JsonDiffProps {
  before: unknown;
  after: unknown;
  /** Text alternative that names both sides. */
  label: string;
}

/** Two values as JSON, with marked differences; long runs of equal lines are folded. */
export function JsonDiff({ before, after, label }: JsonDiffProps) {
  const lines = diffLines(jsonText(before), jsonText(after)).flatMap((part) =>
    part.value
      .replace(/\n$/, '')
      .split('\n')
      .filter((line) => line !== '')
      .map((text) => ({ text, sign: part.added ? '+' : part.removed ? '-' : ' ' })),
  );
  if (lines.every(({ sign }) => sign === ' ')) return <p className="muted">No changes.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section className={styles.diff} tabIndex={0} aria-label={label}>
      {folded(lines).map(({ at, text, sign }) => (
        <div key={at} className={SIGNED[sign]}>
          <span className={styles.sign}>
            {sign}
            <span className="hidden-visually">{NAMES[sign]}</span>
          </span>
          {text}
        </div>
      ))}
    </section>
  );
}

/** Keys are sorted, so that their order makes no difference. */
function jsonText(value: unknown): string {
  if (value === undefined) return '';
  return `${JSON.stringify(value, sortKeys, 2)}\n`;
}

const sortKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const SIGNED: Record<string, string | undefined> = {
  '+': styles.added,
  '-': styles.removed,
  ' ': styles.same,
  '…': styles.folded,
};
const NAMES: Record<string, string> = { '+': 'added', '-': 'removed' };
const AROUND = 3;

function folded(lines: { text: string; sign: string }[]): { at: number; text: string; sign: string }[] {
  const near = (at: number): boolean =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== ' ');
  const shown: { at: number; text: string; sign: string }[] = [];
  let hidden = 0;
  const flush = (at: number) => {
    if (hidden > 0) shown.push({ at: -at - 1, text: `${hidden} equal lines`, sign: '…' });
    hidden = 0;
  };
  for (const [at, line] of lines.entries()) {
    if (!near(at)) {
      hidden += 1;
      continue;
    }
    flush(at);
    shown.push({ at, ...line });
  }
  flush(lines.length);
  return shown;
}
