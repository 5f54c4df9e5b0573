import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { DeadLetter } from '../../../contract/dead-letters.ts';
import { LetterDialog } from './letter-dialog.tsx';
import { type Redrive, RedriveDialog } from './redrive-dialog.tsx';

interface Dialogs {
  redrive(what: Redrive): void;
  lookInside(letter: DeadLetter): void;
}

const DialogsContext = createContext<Dialogs>({ redrive: () => {}, lookInside: () => {} });

/** Opens the dialogs of the page. */
export const useDialogs = (): Dialogs => useContext(DialogsContext);

/** Holds the dialogs apart from the rows that open them: a row goes when its letters are cured, and what came of it stays to be read. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [redriven, setRedriven] = useState<Redrive>();
  const [opened, setOpened] = useState<DeadLetter>();
  const dialogs = useMemo(() => ({ redrive: setRedriven, lookInside: setOpened }), []);
  return (
    <DialogsContext.Provider value={dialogs}>
      {children}
      {opened && <LetterDialog letter={opened} close={() => setOpened(undefined)} />}
      {redriven && <RedriveDialog {...redriven} close={() => setRedriven(undefined)} />}
    </DialogsContext.Provider>
  );
}
