import { useSearchParams } from 'react-router';
import { TABS, type Tab } from './inspector.tsx';

/** The selection within a trace. */
interface Look {
  view: 'states' | 'why';
  execution?: number | undefined;
  /** The selected stay. */
  state?: number | undefined;
  tab?: Tab | undefined;
  diff: boolean;
}

/** The selection, kept in the address: a shared link shows the same state of the same execution. */
export function useLook() {
  const [parameters, setParameters] = useSearchParams();
  const whole = (name: string): number | undefined => {
    const text = parameters.get(name);
    return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  };
  const tab = parameters.get('tab');
  const look: Look = {
    view: parameters.get('view') === 'why' ? 'why' : 'states',
    execution: whole('execution'),
    state: whole('state'),
    tab: TABS.find((each) => each === tab),
    diff: parameters.has('diff'),
  };
  const change = (changes: Partial<Look>) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined || value === false || value === 'states') after.delete(name);
          else after.set(name, String(value));
        }
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return { look, change };
}
