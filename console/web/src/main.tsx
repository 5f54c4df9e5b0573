import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { prefetchSession } from './api/session.ts';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the id root');
void prefetchSession();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
