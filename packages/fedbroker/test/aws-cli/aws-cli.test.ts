import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledClient } from '../bundled-client.ts';
import type { StubBroker } from '../stub-broker.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { awsCliPage } from './page.ts';
import { SITUATIONS } from './situations.ts';
import { outcomeOf, startStandIn } from './stand-in.ts';

const client = bundledClient();

let standIn: StubBroker;

beforeAll(async () => {
  standIn = await startStandIn();
});

afterAll(() => standIn.close());

test.each(SITUATIONS)('$title: fedbroker does what the table says', async (situation) => {
  const outcome = await outcomeOf(situation, standIn, client.program, ['grants']);
  expect(outcome).toContain(situation.fedbroker);
});

test.each(BEHAVIOURS)('$title: there is a test', ({ test: [file, title] }) => {
  const source = readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
  expect(source).toContain(title);
});

test('the page is up to date: otherwise run npm run docs --workspace fedbroker', () => {
  const page = path.join(import.meta.dirname, '../../docs/aws-cli.md');
  expect(readFileSync(page, 'utf8')).toBe(awsCliPage());
});
