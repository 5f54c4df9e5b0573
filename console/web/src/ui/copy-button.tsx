import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy } from 'lucide-react';

/** Copies a value as JSON. The value is computed when the button is pressed. */
export function CopyButton({ value, label = 'Copy as JSON' }: { value: () => unknown; label?: string }) {
  const { copied, copy } = useClipboard({ timeout: 1_500 });
  return (
    <Button
      variant="default"
      leftSection={copied ? <Check size={14} /> : <Copy size={14} />}
      onClick={() => copy(JSON.stringify(value(), null, 2))}
    >
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  );
}
