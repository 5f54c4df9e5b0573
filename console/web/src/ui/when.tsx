interface WhenProps {
  at: string | undefined;
  /** With milliseconds. */
  exact?: boolean;
  /** With the date, whichever day it was. */
  dated?: boolean;
}

/** A time in UTC; the date is shown if it is not today's. */
export function When({ at, exact = false, dated = false }: WhenProps) {
  if (at === undefined) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={`${at.slice(0, 10)} ${at.slice(11, 23)} UTC`} className="nowrap">
      {timeText(at, { exact, dated })}
    </time>
  );
}

/** The same as text. */
export function timeText(at: string, { exact = false, dated = false } = {}): string {
  const clock = at.slice(11, exact ? 23 : 19).replace('Z', '');
  return !dated && isToday(at) ? clock : `${at.slice(0, 10)} ${clock}`;
}

/** Whether a time is of the UTC day that it is now. */
export const isToday = (at: string): boolean => at.startsWith(new Date().toISOString().slice(0, 10));
