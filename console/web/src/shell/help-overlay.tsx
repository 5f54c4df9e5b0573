import { Modal, Switch } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import styles from './help-overlay.module.css';
import { setShortcutsOn, useShortcutGroups, useShortcuts, useShortcutsOn } from './shortcuts.ts';

let open = false;
const listeners = new Set<() => void>();

function setOpen(to: boolean): void {
  open = to;
  for (const listener of listeners) listener();
}

export const openHelp = (): void => setOpen(true);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All shortcuts of the open page. */
export function HelpOverlay() {
  const shown = useSyncExternalStore(subscribe, () => open);
  const groups = useShortcutGroups();
  const on = useShortcutsOn();
  useShortcuts('Everywhere', [{ keys: '?', does: 'Show these shortcuts', run: openHelp }]);
  const names = [...new Set(groups.map(({ name }) => name))];
  return (
    <Modal
      opened={shown}
      onClose={() => setOpen(false)}
      title="Keyboard shortcuts"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.groups}>
        {names.map((name) => (
          <section key={name}>
            <h2>{name}</h2>
            <dl className={styles.list}>
              {groups
                .filter((group) => group.name === name)
                .flatMap(({ shortcuts }) => shortcuts)
                .map(({ keys, does }) => (
                  <div key={keys} className={styles.entry}>
                    <dt>
                      {keys.split(' ').map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        className={styles.switch}
        label="Single-key shortcuts"
        description="Turn this off if you dictate to your computer"
        checked={on}
        onChange={({ currentTarget }) => setShortcutsOn(currentTarget.checked)}
      />
    </Modal>
  );
}
