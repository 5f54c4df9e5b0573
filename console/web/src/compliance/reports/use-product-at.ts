import { useState } from 'react';
import { useUrlFilter } from '../shared/url-filter.ts';

/** The product and time in the address; `asked` rises with every request, also for the same one. */
export function useProductAt() {
  const { filter, change } = useUrlFilter(['product', 'at']);
  const [asked, setAsked] = useState(0);
  const ask = (question: { product: string; at: string }) => {
    change(question);
    setAsked((before) => before + 1);
  };
  return { question: filter, asked, ask };
}
