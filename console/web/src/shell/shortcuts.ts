import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key, or a sequence of keys with a blank between them, such as `g l`. */
export interface Shortcut {
  keys: string;
  does: string;
  run: () => void;
}

interface Group {
  name: string;
  shortcuts: Shortcut[];
}

const OFF = 'pricewire.shortcuts-off';
const SEQUENCE_MS = 1_200;

let groups: readonly Group[] = [];
const listeners = new Set<() => void>();
let pending = { keys: '', at: 0 };

/** Listens for the shortcuts while the component is mounted. The help lists them under `name`. */
export function useShortcuts(name: string, shortcuts: Shortcut[]): void {
  const group = useRef<Group>({ name, shortcuts });
  group.current.name = name;
  group.current.shortcuts = shortcuts;
  useEffect(() => {
    const own = group.current;
    groups = [...groups, own];
    tell();
    return () => {
      groups = groups.filter((each) => each !== own);
      tell();
    };
  }, []);
}

/** The active shortcuts, by group. */
export const useShortcutGroups = (): readonly Group[] => useSyncExternalStore(subscribe, () => groups);

/** Whether single-key shortcuts are on; users of voice control may switch them off. */
export const useShortcutsOn = (): boolean => useSyncExternalStore(subscribe, shortcutsOn);

export function setShortcutsOn(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, 'true');
  tell();
}

const shortcutsOn = (): boolean => localStorage.getItem(OFF) === null;

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!shortcutsOn() && event.key !== 'Escape') return;
  if (isTyping(event.target) || isInDialog()) return;
  const before = event.timeStamp - pending.at < SEQUENCE_MS ? pending.keys : '';
  const all = groups.flatMap(({ shortcuts }) => shortcuts).reverse();
  const sequence = `${before} ${event.key}`.trim();
  const hit =
    all.find(({ keys }) => keys === sequence) ??
    // A control handles Enter and similar keys itself.
    (usesKey(event.target, event.key) ? undefined : all.find(({ keys }) => keys === event.key));
  pending = { keys: hit ? '' : event.key, at: event.timeStamp };
  if (!hit) return;
  event.preventDefault();
  hit.run();
});

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

const usesKey = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLElement &&
  (((key === 'Enter' || key === ' ') && target.matches('a, button, summary, [role=button], input')) ||
    (key.startsWith('Arrow') && target.matches('input, [role=menuitem], [role=tab], [role=radio]')));

const isInDialog = (): boolean => document.querySelector('[role=dialog][aria-modal=true]') !== null;

const tell = (): void => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
