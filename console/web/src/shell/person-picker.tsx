import { Menu, UnstyledButton } from '@mantine/core';
import { Check, ChevronsUpDown } from 'lucide-react';
import { choosePerson } from '../api/person.ts';
import { queryClient } from '../api/query-client.ts';
import { useSession } from '../api/session.ts';
import styles from './person-picker.module.css';

/** The current person. On one machine people pick their name, which is not verified, and the picker says so. */
export function PersonPicker() {
  const { data: session } = useSession();
  if (session === undefined) return null;
  const { me, people, identity } = session;
  const shown = (
    <>
      <span className={styles.avatar} aria-hidden="true">
        {(me?.name ?? '?').slice(0, 1).toUpperCase()}
      </span>
      <span className={styles.text}>
        <span className={styles.name}>{me?.name ?? 'No person chosen'}</span>
        <span className={styles.kind}>
          {identity === 'chosen' ? 'local, not proven' : 'by AWS credentials'}
        </span>
      </span>
    </>
  );
  if (identity === 'aws') return <div className={styles.person}>{shown}</div>;
  return (
    <Menu position="top-start" width={260} withinPortal>
      <Menu.Target>
        <UnstyledButton className={styles.person ?? ''}>
          <span className="hidden-visually">Who you are: </span>
          {shown}
          <ChevronsUpDown size={14} className="push" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Identity is local: any user of this machine can choose any name</Menu.Label>
        {people.map(({ id, name, roles }) => (
          <Menu.Item
            key={id}
            rightSection={id === me?.id ? <Check size={14} aria-label="chosen" /> : undefined}
            onClick={() => beThisPerson(id)}
          >
            {name}
            <div className="muted">{rolesText(roles)}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Roles as text; every person can read. */
export const rolesText = (roles: readonly string[]): string =>
  roles.filter((role) => role !== 'viewer').join(', ') || 'viewer';

/** Switches all requests to this person. */
export function beThisPerson(id: string): void {
  choosePerson(id);
  void queryClient.invalidateQueries();
}
