import { Button, Tooltip } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useLack } from '../api/session.ts';
import { useDialogs } from './dialogs.tsx';
import type { Redrive } from './redrive-dialog.tsx';

/** Asks for a confirmation before a redrive. Disabled with a reason without the role. */
export function RedriveButton({ redrive, label }: { redrive: Redrive; label: string }) {
  const dialogs = useDialogs();
  const lack = useLack('operator');
  return (
    <Tooltip label={lack} disabled={lack === undefined}>
      <Button
        variant="default"
        leftSection={<RotateCcw size={13} />}
        aria-disabled={lack !== undefined}
        data-disabled={lack !== undefined || undefined}
        onClick={() => lack === undefined && dialogs.redrive(redrive)}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
