import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun } from 'lucide-react';
import { useShortcuts } from './shortcuts.ts';

/** Light or dark; the system's setting until a person chooses. */
export function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = now === 'dark' ? 'light' : 'dark';
  const change = () => setColorScheme(other);
  useShortcuts('Everywhere', [{ keys: 't', does: 'Change between light and dark', run: change }]);
  return (
    <Tooltip label={`Change to ${other} (t)`}>
      <ActionIcon aria-label={`Change to ${other}`} onClick={change}>
        {now === 'dark' ? <Sun size={16} /> : <Moon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
