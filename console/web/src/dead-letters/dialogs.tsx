import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { DeadLetter } from '../../../../api/routes/dead-letters.ts';
import { LetterDialog } from './letter-dialog.tsx';
import { type Redrive, RedriveDialog } from './redrive-dialog.tsx';

interface Dialogs {
  redrive(what: Redrive): void;
  lookInside(letter: DeadLetter): void;
}

const DialogsContext = createContext<Dialogs>({ redrive: () => {}, lookInside: () => {} });

/** Opens the dialogs of the page. */
export const useDialogs = (): Dialogs => useContext(DialogsContext);

/** Keeps the dialogs outside the rows that open them: a row disappears when its letters are cured, the result must stay. */
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
