import { Fragment } from 'react';
import styles from './json-view.module.css';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** A value as JSON, one field a line. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  if (value === undefined) return <p className="muted">Empty.</p>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <pre className={styles.json}>{typeof value === 'string' ? text : coloured(text)}</pre>
    </section>
  );
}

function coloured(text: string) {
  const parts: { at: number; text: string; kind?: string | undefined }[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match;
    parts.push({ at: last, text: text.slice(last, match.index) });
    parts.push({ at: match.index, text: string ?? whole, kind: kindOf(string, colon) });
    if (colon !== undefined) parts.push({ at: match.index + (string ?? '').length, text: colon });
    last = match.index + whole.length;
  }
  parts.push({ at: last, text: text.slice(last) });
  return parts
    .filter((part) => part.text !== '')
    .map((part) =>
      part.kind === undefined ? (
        <Fragment key={part.at}>{part.text}</Fragment>
      ) : (
        <span key={part.at} className={part.kind}>
          {part.text}
        </span>
      ),
    );
}

const kindOf = (string: string | undefined, colon: string | undefined): string | undefined =>
  colon !== undefined ? styles.name : string !== undefined ? styles.string : styles.value;
