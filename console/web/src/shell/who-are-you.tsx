import { Button } from '@mantine/core';
import type { Session } from '../../../contract/people.ts';
import { Page } from './page.tsx';
import { beThisPerson, rolesText } from './person-picker.tsx';
import styles from './who-are-you.module.css';

/** Asks who is here, before anything is shown. */
export function WhoAreYou({ session: { identity, people } }: { session: Session }) {
  if (identity === 'aws')
    return (
      <Page title="You are not known here">
        <p>
          Your AWS credentials belong to nobody who has a role in this console. The stage's settings name who
          has.
        </p>
      </Page>
    );
  return (
    <Page title="Who are you?">
      <p className={styles.about}>
        What you look at and do is recorded under this name. This stage is local: nothing proves who you are,
        and everybody at this machine can choose any name.
      </p>
      <ul className={styles.people}>
        {people.map(({ id, name, roles }) => (
          <li key={id}>
            <Button
              variant="default"
              size="sm"
              fullWidth
              justify="space-between"
              onClick={() => beThisPerson(id)}
              rightSection={<span className="muted">{rolesText(roles)}</span>}
            >
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
