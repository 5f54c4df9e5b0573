import { ActionIcon, Tooltip } from '@mantine/core';
import { CircleHelp } from 'lucide-react';
import { NavLink, useNavigate } from 'react-router';
import { useSession } from '../api/session.ts';
import { pages } from '../pages.ts';
import type { ConsolePage } from './console-page.ts';
import { GoTo } from './go-to.tsx';
import { openHelp } from './help-overlay.tsx';
import { PersonPicker } from './person-picker.tsx';
import { type Shortcut, useShortcuts } from './shortcuts.ts';
import styles from './sidebar.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

const SECTIONS = ['Operations', 'Compliance'] as const;

type Listed = ConsolePage & { nav: NonNullable<ConsolePage['nav']> };
const listed = pages.filter((page): page is Listed => page.nav !== undefined);
const target = ({ path, nav }: Listed): string => nav.to ?? `/${path}`;

/** Navigation, the current person and the stage. */
export function Sidebar() {
  const navigate = useNavigate();
  const { data: session } = useSession();
  const going = listed.map(
    (page): Shortcut => ({
      keys: `g ${page.nav.key}`,
      does: `Go to ${page.title}`,
      run: () => void navigate(target(page)),
    }),
  );
  useShortcuts('Go to', going);
  return (
    <div className={styles.sidebar}>
      <div className={styles.brand}>
        <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={22} height={22} />
        <span className={styles.name}>Pricewire</span>
        {session && <span className={styles.stage}>{session.stage}</span>}
      </div>
      <GoTo />
      <nav aria-label="Pages" className={styles.nav}>
        {SECTIONS.map((section) => {
          const own = listed.filter(({ nav }) => nav.section === section);
          if (own.length === 0) return null;
          return (
            <div key={section} className={styles.section}>
              <div className={styles.heading} id={`nav-${section}`}>
                {section}
              </div>
              <ul aria-labelledby={`nav-${section}`}>
                {own.map((page) => (
                  <li key={page.path}>
                    <NavLink to={target(page)} className={styles.link ?? ''}>
                      <page.nav.icon size={15} />
                      {page.title}
                      <span className={styles.keys} aria-hidden="true">
                        g {page.nav.key}
                      </span>
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <div className={styles.foot}>
        <PersonPicker />
        <div className={styles.tools}>
          <ThemeSwitch />
          <Tooltip label="Keyboard shortcuts (?)">
            <ActionIcon aria-label="Keyboard shortcuts" onClick={openHelp}>
              <CircleHelp size={16} />
            </ActionIcon>
          </Tooltip>
          {session?.region && <span className={styles.place}>{session.region}</span>}
        </div>
      </div>
    </div>
  );
}
