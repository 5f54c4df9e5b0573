import { notifications } from '@mantine/notifications';
import { messageOf } from '../../../../domain/values/thrown.ts';
import { Problem } from './problem.ts';

/** Shows a success message. */
export const sayDone = (message: string): void => {
  notifications.show({ message, color: 'teal', withBorder: true });
};

/** Shows an error message. */
export const sayProblem = (error: unknown): void => {
  const title = error instanceof Problem ? error.title : 'Fault';
  const message = messageOf(error);
  notifications.show({ title, message, color: 'red', withBorder: true, autoClose: 12_000 });
};
