import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import fields from '../shared/fields.module.css';
import { utcOf } from '../shared/time-field.tsx';
import type { ProductAt } from './queries.ts';

interface ProductAtFormProps {
  asked: ProductAt;
  ask: (question: { product: string; at: string }) => void;
}

/** Asks for a product and a time in UTC; no time means now. */
export function ProductAtForm({ asked, ask }: ProductAtFormProps) {
  const [product, setProduct] = useState(asked.product ?? '');
  const [at, setAt] = useState(asked.at?.slice(0, 19) ?? '');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (product.trim() !== '') ask({ product: product.trim(), at: utcOf(at) });
  };
  return (
    <form onSubmit={send} className={fields.bar}>
      <div className={fields.fields}>
        <TextInput
          label="Product"
          placeholder="Full id"
          value={product}
          required
          spellCheck={false}
          onChange={({ currentTarget }) => setProduct(currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label="Time (UTC), default now"
          value={at}
          onChange={({ currentTarget }) => setAt(currentTarget.value)}
        />
        <div>
          <Button type="submit">Show report</Button>
        </div>
      </div>
    </form>
  );
}
