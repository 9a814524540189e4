import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { runConfiguration } from '../../tools/local/run-configuration.ts';

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

/** The result of the GitHub action, and what it wrote for the later steps of the job. */
interface ActionResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly variables: string;
  readonly output: string;
}

/** Runs the GitHub action as a runner does. */
async function runAction(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<ActionResult> {
  const files = {
    GITHUB_ENV: path.join(folder, 'env'),
    GITHUB_OUTPUT: path.join(folder, 'output'),
  };
  for (const file of Object.values(files)) {
    writeFileSync(file, '');
  }
  const child = spawn(process.execPath, ['action/issue-credentials.js'], {
    env: { ...files, ...env },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const [exitCode] = await once(child, 'close');
  const [variables, output] = Object.values(files).map((file) => readFileSync(file, 'utf8'));
  return { exitCode, log, variables: variables ?? '', output: output ?? '' };
}

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
  let folder: string;
  let broker: RunningBroker;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'issuers-'));
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

  const github = sections.find(({ title }) => title === 'GitHub Actions');
  if (github !== undefined) {
    describe('the GitHub action', () => {
      const audiences: (string | null)[] = [];
      let endpoint: Server;
      let env: Record<string, string>;

      beforeAll(async () => {
        const issuer = await broker.local.oidc.issuer(github.entry.issuer);
        // Plays GitHub: https://docs.github.com/actions/reference/security/oidc
        endpoint = createServer(async ({ url = '', headers }, response) => {
          const aud = new URL(url, 'http://localhost').searchParams.get('audience');
          audiences.push(aud);
          response.statusCode = headers.authorization === 'Bearer of-the-job' ? 200 : 401;
          const value = await issuer.token({ ...github.claims, aud }, { lifetimeSeconds: 600 });
          response.end(JSON.stringify({ value }));
        });
        await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
      });

      afterAll(() => endpoint.close());

      beforeEach(() => {
        const { port } = endpoint.address() as AddressInfo;
        env = {
          ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?api-version=2`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
          INPUT_URL: broker.apiUrl('jwt', 'github'),
          INPUT_AUDIENCE: 'federation-broker',
          INPUT_TARGET: github.folder,
        };
      });

      test('exports credentials for the later steps, and masks them before', async () => {
        const { exitCode, log, variables, output } = await runAction(folder, env);
        expect([exitCode, log]).toEqual([
          0,
          expect.stringContaining('given by the grant github-builds'),
        ]);
        expect(audiences.at(-1)).toBe('federation-broker');
        const [, secret = ''] = /AWS_SECRET_ACCESS_KEY<<.*\n(.*)\n/.exec(variables) ?? [];
        expect(variables).toMatch(/^AWS_ACCESS_KEY_ID<<([\w-]{36})\nASIA\w+\n\1\n/);
        expect(variables).toMatch(/AWS_SESSION_TOKEN<<[\s\S]*AWS_REGION<<.*\nus-east-1\n/);
        expect(output).toMatch(/^expiration<</);
        expect(log).toContain(`::add-mask::${secret}\n`);
        expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(secret);
      });

      test('asks for several accesses in one session', async () => {
        const place = github.folder.slice(0, -1);
        const accesses = `READ=${place}in/*\n WRITE=${place}out/*\n`;
        const { exitCode, log } = await runAction(folder, {
          ...env,
          INPUT_TARGET: '',
          INPUT_ACCESSES: accesses,
        });
        expect([exitCode, log]).toEqual([
          0,
          expect.stringContaining(`WRITE on ${place}out/*: given by`),
        ]);
      });

      /** Runs the action with a server that sends this answer in place of a broker. */
      async function runWithAnswer(answer: unknown, status = 200): Promise<ActionResult> {
        const server = createServer((_request, response) =>
          response.writeHead(status, { 'retry-after': '60' }).end(JSON.stringify(answer)),
        );
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        try {
          return await runAction(folder, { ...env, INPUT_URL: `http://127.0.0.1:${port}` });
        } finally {
          server.close();
        }
      }

      const Credentials = {
        AccessKeyId: 'ASIAEXAMPLE',
        SecretAccessKey: 'secret',
        SessionToken: 'session',
        Expiration: '2026-11-22T09:00:00Z',
      };

      test('prints the broker’s values where the runner executes no workflow commands', async () => {
        const Accesses = [{ Permission: '::error::gone', Target: 's3://b/*', GrantId: 'x\n::y::' }];
        const { exitCode, log } = await runWithAnswer({ Credentials, Accesses });
        expect(exitCode).toBe(0);
        const [, before = '', , between = ''] =
          /^([\s\S]*)::stop-commands::([\w-]{36})\n([\s\S]*)\n::\2::\n$/.exec(log) ?? [];
        expect(before).toMatch(/^(::add-mask::.*\n){3}$/);
        expect(between).toContain('::error::gone on s3://b/*: given by the grant x\n::y::');
      });

      test.each([
        ['credentials that are not complete', { ...Credentials, SessionToken: undefined }],
        [
          'a secret of two lines',
          { ...Credentials, SecretAccessKey: 'secret\n::add-mask::main\n' },
        ],
        ['no credentials', null],
      ])('exports nothing if the broker sends %s', async (_, sent) => {
        const answer = { Credentials: sent, Accesses: [] };
        const { exitCode, log, variables } = await runWithAnswer(answer);
        expect([exitCode, variables]).toEqual([1, '']);
        expect(log).toMatch(/^::add-mask::.*\n::error::The broker refused \(status 200\)\..*\n$/);
      });

      test.each([
        [401, { message: 'Unauthorized' }, 'its issuer or audience is another one'],
        [403, { message: 'Forbidden' }, 'must be the output JwtApiUrl or JwtApiNAMEUrl of'],
        [404, { message: 'Not Found' }, 'entry for GitHub, without a path'],
        [429, { message: 'Too Many Requests' }, 'Too Many Requests. Run the job again later.'],
        [
          500,
          { Code: 'InternalError', Message: 'It failed.', RequestId: 'r-1' },
          'It failed. (req',
        ],
        [502, '<html>', 'It is no Federation Broker'],
      ])('says what to do if the answer has the status %i', async (status, answer, advice) => {
        const { exitCode, log } = await runWithAnswer(answer, status);
        expect(exitCode).toBe(1);
        expect(log).toContain(`::error::The broker refused (status ${status}). `);
        expect(log).toContain(advice);
      });

      test.each<[string, Record<string, string>, string]>([
        [
          'without the permission for tokens',
          { ACTIONS_ID_TOKEN_REQUEST_URL: '' },
          'id-token: write',
        ],
        [
          'behind a proxy that Node.js does not use',
          {
            ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/?',
            HTTPS_PROXY: 'http://127.0.0.1:9',
          },
          'add to this step: env: { NODE_USE_ENV_PROXY: 1 }',
        ],
        [
          'for a folder of others',
          { INPUT_TARGET: 's3://amzn-s3-demo-bucket/builds/457/*' },
          '{"sub":"repo:octo-org@123/octo-repo@456:ref:refs/heads/main","repository_id":"456","ref":"refs/heads/main"}',
        ],
        [
          'for an audience that the broker does not accept',
          { INPUT_AUDIENCE: 'other' },
          'the token does not have a valid audience. Compare the inputs url and audience',
        ],
        ['without a target', { INPUT_TARGET: '' }, 'Give either the input target'],
        [
          'with a faulty access',
          { INPUT_TARGET: '', INPUT_ACCESSES: 'all' },
          'must be PERMISSION=TARGET',
        ],
        [
          'with a faulty duration',
          { 'INPUT_DURATION-SECONDS': '1h' },
          'must be a number of seconds',
        ],
        [
          'at a URL without TLS',
          { INPUT_URL: 'http://broker.example.com' },
          'must begin with https://',
        ],
        [
          'at a URL that only looks like one of this machine',
          { INPUT_URL: 'http://localhost:80@broker.example.com' },
          'must not contain a user',
        ],
        [
          'when GitHub refuses',
          { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'other' },
          'GitHub gave no token (status 401)',
        ],
      ])('fails %s, exports nothing and says why', async (_, change, message) => {
        const { exitCode, log, variables } = await runAction(folder, { ...env, ...change });
        expect([exitCode, variables]).toEqual([1, '']);
        expect(log).toMatch(/^::error::/m);
        expect(log).toContain(message);
        expect(log).not.toContain('of-the-job');
      });
    });
  }
});
