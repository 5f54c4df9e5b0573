import { useEffect, useReducer } from 'react';

/** The time in milliseconds; the component is rendered again as it advances. */
export function useNow(everyMs: number): number {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const timer = setInterval(drawAgain, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Date.now();
}
