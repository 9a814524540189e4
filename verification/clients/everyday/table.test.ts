import { readFileSync } from 'node:fs';
import { documentedTable } from './table.ts';

test('docs/clients.md contains the table that npm run test:clients checks', () => {
  const page = readFileSync('docs/clients.md', 'utf8');
  expect(page).toContain(`\n${documentedTable().join('\n')}\n`);
});
