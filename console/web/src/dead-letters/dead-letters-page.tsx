import { useSearchParams } from 'react-router';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { Empty } from '../ui/empty.tsx';
import { counted } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { DialogsProvider } from './dialogs.tsx';
import { GroupLetters } from './group-letters.tsx';
import { GroupTable } from './group-table.tsx';
import { useGroups } from './queries.ts';

/** Events that could not be processed, by cause, with their redrive. */
export default function DeadLettersPage() {
  const [parameters, setParameters] = useSearchParams();
  const groups = useGroups();
  const key = parameters.get('group');
  const chosen = groups.data?.groups.find((group) => group.key === key);
  const choose = (next: string) => setParameters(next === key ? {} : { group: next }, { replace: true });
  return (
    <Page
      title="Dead letters"
      about={
        <span aria-live="polite">
          {groups.data &&
            `${counted(groups.data.total, 'letter')} of ${counted(groups.data.groups.length, 'cause')}`}
        </span>
      }
    >
      <DialogsProvider>
        <Asked query={groups} what="dead letters">
          {({ groups: found }) =>
            found.length === 0 ? (
              <Empty>
                No dead letters. Events that can't be processed appear here, with all data to start them
                again.
              </Empty>
            ) : (
              <>
                <Panel title="Causes" flush about="largest first">
                  <GroupTable groups={found} chosen={key} choose={choose} />
                </Panel>
                {chosen && <GroupLetters key={chosen.key} group={chosen} />}
              </>
            )
          }
        </Asked>
      </DialogsProvider>
    </Page>
  );
}
