import { useSyncExternalStore } from 'react';

const KEY = 'pricewire.person';
const listeners = new Set<() => void>();

/** The id of the person picked on this machine; undefined if none. */
export const currentPerson = (): string | undefined => localStorage.getItem(KEY) ?? undefined;

/** Picks a person for this browser. */
export function choosePerson(id: string): void {
  localStorage.setItem(KEY, id);
  rememberForLinks(id);
  tell();
}

/** A page that a link opens in a new tab can't send a header with the person, so a cookie does. */
function rememberForLinks(id: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `pricewire-person=${encodeURIComponent(id)}; SameSite=Strict; path=/`;
}

const chosenBefore = currentPerson();
if (chosenBefore !== undefined) rememberForLinks(chosenBefore);

/** The same, for a component. */
export const usePersonId = (): string | undefined => useSyncExternalStore(subscribe, currentPerson);

const tell = (): void => {
  for (const listener of listeners) listener();
};

// Another tab of the same browser has the same person.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY) tell();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
