import { Button } from '@mantine/core';
import type { Session } from '../../../../api/routes/session.ts';
import { Page } from './page.tsx';
import { beThisPerson, rolesText } from './person-picker.tsx';
import styles from './who-are-you.module.css';

/** Asks for the person before anything is shown. */
export function WhoAreYou({ session: { identity, people } }: { session: Session }) {
  if (identity === 'aws')
    return (
      <Page title="No role in this console">
        <p>
          Your AWS credentials have no role in this console. Ask an administrator to add your ARN to the
          people in the settings of the stage.
        </p>
      </Page>
    );
  return (
    <Page title="Who are you?">
      <p className={styles.about}>
        Your views and changes are recorded under this name. This stage is local: the name is not verified,
        and any user of this machine can choose any name.
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
