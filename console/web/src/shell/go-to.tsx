import { TextInput } from '@mantine/core';
import { CornerDownLeft } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { apiPath, call } from '../api/client.ts';
import { sayProblem } from '../api/say.ts';
import { useShortcuts } from './shortcuts.ts';

/** Goes straight to an event or a product by its id. */
export function GoTo() {
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  useShortcuts('Everywhere', [
    { keys: '/', does: 'Go to an event or a product by its id', run: () => input.current?.focus() },
  ]);
  const go = async (event: FormEvent) => {
    event.preventDefault();
    const id = text.trim();
    if (id === '') return;
    try {
      await navigate(await addressOf(id));
      setText('');
      input.current?.blur();
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <form onSubmit={go}>
      <TextInput
        ref={input}
        aria-label="Go to an event or a product by its id"
        placeholder="Event or product id"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
        rightSection={text === '' ? <kbd>/</kbd> : <CornerDownLeft size={13} />}
        spellCheck={false}
      />
    </form>
  );
}

/** The trace of the event with this id; else the page of the product, which handles an unknown id. */
async function addressOf(id: string): Promise<string> {
  const { events } = await call('GET /search', { query: { event: id, limit: 1 } });
  return events.length > 0 ? apiPath`/events/${id}` : apiPath`/products/${id}`;
}
