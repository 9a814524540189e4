import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningBroker, runConfiguration } from '../../tools/local/run-broker.ts';

/** One section of docs/issuers.md. */
interface Section {
  readonly title: string;
  readonly entry: { readonly name: string; readonly issuer: string };
  readonly grant: { readonly id: string };
  readonly claims: object;
  readonly folder: string;
}

const SECTIONS = readFileSync('docs/issuers.md', 'utf8')
  .split('\n## ')
  .slice(1)
  .map((text): Section => {
    const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) =>
      JSON.parse(json),
    );
    const [{ authentication }, { grants }, claims] = blocks;
    const [, folder = ''] = /^Folder: `(.*)`$/m.exec(text) ?? [];
    return {
      title: text.split('\n')[0] ?? '',
      entry: authentication[0],
      grant: grants[0],
      claims,
      folder,
    };
  });

/** A broker has at most six issuers. */
const HALF = Math.ceil(SECTIONS.length / 2);

test('the page shows eight issuers', () => {
  expect(SECTIONS.map(({ title }) => title)).toEqual([
    'GitHub Actions',
    'GitLab',
    'Amazon Cognito',
    'Auth0',
    'Microsoft Entra ID',
    'Okta',
    'Keycloak',
    'Google',
  ]);
});

describe.each([
  ['the first issuers', SECTIONS.slice(0, HALF)],
  ['the other issuers', SECTIONS.slice(HALF)],
])('a broker with %s of the page', (_, sections) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'issuers-'));
  let broker: RunningBroker;

  beforeAll(async () => {
    const file = path.join(folder, 'federation-broker.json');
    writeFileSync(
      path.join(folder, 'grants.json'),
      JSON.stringify({ grants: sections.map(({ grant }) => grant) }),
    );
    writeFileSync(
      file,
      JSON.stringify({
        stackName: 'Issuers',
        authentication: sections.map(({ entry }) => entry),
        grants: 'grants.json',
      }),
    );
    broker = await runConfiguration(file, { port: 0, onWarning: () => undefined });
  });

  afterAll(async () => {
    await broker?.close();
    rmSync(folder, { recursive: true });
  });

  /** Asks the API of one section with a token of the issuer of another. */
  async function ask({ entry }: Section, from: Section, Target: string) {
    const issuer = await broker.local.oidc.issuer(from.entry.issuer);
    const token = await issuer.token({ ...from.claims }, { lifetimeSeconds: 600 });
    const answer = await fetch(`${broker.apiUrl('jwt', entry.name)}/federation-tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Target, Permission: 'READ' }),
    });
    const { Accesses = [] } = (await answer.json()) as { Accesses?: { GrantId: string }[] };
    return [answer.status, ...Accesses.map(({ GrantId }) => GrantId)];
  }

  test.each(sections.map((section) => [section.title, section] as const))(
    'gives a token of %s its folder, and refuses the folder beside it and the API of another issuer',
    async (_title, section) => {
      const beside = section.folder.replace(/[^/]+\/\*$/, 'beside/*');
      const [other] = sections.filter((each) => each !== section);
      expect(await ask(section, section, section.folder)).toEqual([200, section.grant.id]);
      expect(await ask(section, section, beside)).toEqual([403]);
      expect(await ask(other ?? section, section, section.folder)).toEqual([401]);
    },
  );
});
