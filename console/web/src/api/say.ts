import { notifications } from '@mantine/notifications';
import { Problem } from './problem.ts';

/** Says that something was done. */
export const sayDone = (message: string): void => {
  notifications.show({ message, color: 'teal', withBorder: true });
};

/** Says why something was not done. */
export const sayProblem = (error: unknown): void => {
  const title = error instanceof Problem ? error.title : 'Fault';
  const message = error instanceof Error ? error.message : String(error);
  notifications.show({ title, message, color: 'red', withBorder: true, autoClose: 12_000 });
};
