import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { eventDocuments } from './event-documents.ts';

// `npm run docs:events`: writes docs/events from the table of kinds.
const folder = new URL('./events/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, text] of eventDocuments()) writeFileSync(new URL(name, folder), text);
