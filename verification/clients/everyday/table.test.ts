import { readFileSync } from 'node:fs';
import { documentedTable } from './table.ts';

test('the page on clients has the table that the run of the clients checks', () => {
  const page = readFileSync('docs/clients.md', 'utf8');
  expect(page).toContain(`\n${documentedTable().join('\n')}\n`);
});
