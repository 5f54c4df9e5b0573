import { randomUUID } from 'node:crypto';
import { systemSleep } from '../adapters/clock.ts';
import { type Handler, lambdaTask, timed } from '../tasks/handler.ts';
import { type TaskDeps, taskList } from '../tasks/table.ts';

/** The dependencies of all tasks; `newEpoch` and `sleep` have defaults. */
export type LocalDeps = Omit<TaskDeps, 'newEpoch' | 'sleep'> & Partial<Pick<TaskDeps, 'newEpoch' | 'sleep'>>;

/** The task functions of the workflow, by the name of their state. */
export function taskHandlers(given: LocalDeps): Record<string, Handler> {
  const deps: TaskDeps = { newEpoch: randomUUID, sleep: systemSleep, ...given };
  return Object.fromEntries(
    taskList.map(([state, { input, run }]) => [state, timed(deps.clock, lambdaTask(input, run(deps)))]),
  );
}

/** Values of the workflow's placeholders: these functions and the names of local resources. */
export const localBindings = (
  handlers: Record<string, Handler>,
  resources: Record<string, string>,
): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(handlers).map((name) => [`${name}Function`, name])),
  ...resources,
});
