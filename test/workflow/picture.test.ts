import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { picture } from '../../workflows/picture.ts';

it('the picture in workflows/README.md shows the workflow as it is', () => {
  const readme = readFileSync(new URL('../../workflows/README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`mermaid\n${picture()}\n\`\`\``);
});
