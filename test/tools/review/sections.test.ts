import { readFileSync } from 'node:fs';
import { parseGrants } from '../../../core/grants/grant.ts';
import { Grants } from '../../../lib/grants.ts';
import { readBroker } from '../../../tools/assembly/synthesized-broker.ts';
import { keptAssembly } from '../../../tools/local/kept-assembly.ts';
import { authenticationSection } from '../../../tools/review/authentication-section.ts';
import { casesSection } from '../../../tools/review/cases-section.ts';
import { grantsSection } from '../../../tools/review/grants-section.ts';
import { table } from '../../../tools/review/markdown.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import { COMMITTED_PAGES, SAMPLE_PAGE } from '../../../tools/review/page-sources.ts';
import { reviewSources } from './review-sources.ts';

let sources: ReviewSources;

beforeAll(() => {
  sources = reviewSources();
});

function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
}

test('the page begins with who gets what, and ends with a list of what it does not cover', () => {
  expect(headingsOf(reviewPage({ ...sources, cdkSettings: { app: 'node app.js' } }))).toEqual([
    'Who may get what',
    'Warnings',
    'Who reaches each folder',
    'How callers prove who they are',
    'Test cases',
    'The ceiling and the grants',
    'What AWS lets the broker and others do',
    'Settings',
    'Order and deletion',
    'Settings of the CDK',
    'What this page does not cover',
  ]);
});

test('a column that is empty in every row is omitted', () => {
  expect(
    table(
      ['a', 'b', 'c'],
      [
        ['1', '', '3'],
        ['4', '', ''],
      ],
    ),
  ).toBe('| a | c |\n| --- | --- |\n| 1 | 3 |\n| 4 |  |');
});

test('the page explains only features that its grants use', () => {
  const grants = parseGrants({
    grants: [
      {
        id: 'a',
        grantee: { iam: 'role/TeamA' },
        scope: 's3://amzn-s3-demo-bucket/a/*',
        permission: 'WRITE',
      },
    ],
  });
  const section = grantsSection(grants, new Map());
  expect(section).toContain('- `WRITE`: create, overwrite and delete objects, but not read them.');
  expect(section).not.toContain('`READ`');
  expect(section).not.toContain('{claim}');
  expect(section).not.toContain('names');
});

describe('the section on how callers prove who they are shows', () => {
  const jwt = {
    type: 'jwt',
    issuer: 'https://id.example.com',
    audience: ['broker', 'portal'],
    nameClaim: 'sub',
    scopes: [],
  } as const;

  test('issuer, audience, scope and name', () => {
    const section = authenticationSection([jwt]);
    expect(section).toContain(
      '| `https://id.example.com` | `broker`, `portal` | none | claim `sub` |',
    );
  });

  test('the name of each entry where there are several, as grants write it', () => {
    const section = authenticationSection([jwt, { ...jwt, name: 'github' }]);
    expect(section).toContain('| holders of a token of `jwt`, which');
    expect(section).toContain('| holders of a token of `github`, which');
    expect(authenticationSection([jwt])).toContain(
      '| holders of a token, which the issuer signs |',
    );
  });

  test('an issuer that gives tokens to anyone', () => {
    const issuer = 'https://token.actions.githubusercontent.com';
    expect(authenticationSection([{ ...jwt, issuer }])).toContain(
      `\`${issuer}\`<br>**GitHub Actions: anyone can get a token**`,
    );
  });
});

describe('the test cases', () => {
  const CASE = {
    caller: { iam: 'role/TeamA' },
    target: 's3://amzn-s3-demo-bucket/team-ab/*',
    permission: 'READ',
    expect: 'refused',
  } as const;

  test('are counted, and shown with all fields of their requests', () => {
    const section = casesSection([
      CASE,
      {
        caller: { jwt: { sub: 'alice' }, authentication: 'people' },
        target: 's3://amzn-s3-demo-bucket/a.txt',
        permission: 'WRITE',
        durationSeconds: 7200,
        name: 'User1',
        expect: 'homes',
      },
    ]);
    expect(section).toContain('There are 2 test cases, and 1 of them must be refused.');
    expect(section).toContain(
      '| `role/TeamA` | `READ` on `s3://amzn-s3-demo-bucket/team-ab/*` | **refused** |',
    );
    expect(section).toContain(
      '| a token of `people` with `{ "sub": "alice" }` | `WRITE` on `s3://amzn-s3-demo-bucket/a.txt`<br>for 2 h<br>in the name of `User1` | given by `homes` |',
    );
  });

  test('cause a note if there are none', () => {
    expect(casesSection([])).toContain('**There are no test cases.**');
  });

  test('are read from the file beside the grants', async () => {
    const { cases } = Grants.fromFile('sample/grants.json');
    expect(cases.length).toBeGreaterThan(3);
    expect(readBroker(await keptAssembly(SAMPLE_PAGE.config)).metadata.cases).toEqual(cases);
  });
});

test('every setting of cdk.json is shown', () => {
  const cdkSettings = {
    app: 'node app.js',
    context: { '@aws-cdk/core:x': true },
    tags: [{ Key: 'a', Value: 'b' }],
  };
  const page = reviewPage({ ...sources, cdkSettings });
  for (const row of [
    '| `app` | `node app.js` |',
    '| `context.@aws-cdk/core:x` | `true` |',
    '| `tags.a` | `b` |',
  ]) {
    expect(page).toContain(row);
  }
  expect(reviewPage(sources)).toContain('**The settings of the CDK.**');
});

/** The width of text on GitHub in pixels: the page has 980, with a margin of 32 on both sides. */
const TABLE_MAX_PIXELS = 916;

/** Widths in pixels, measured with Chromium and GitHub's style sheet. */
const CODE_CHARACTER_PIXELS = 8.2;
const CELL_MARGIN_PIXELS = 35;

test.each(COMMITTED_PAGES)('no table of $output is wider than the page on GitHub', ({ output }) => {
  const tables = readFileSync(output, 'utf8')
    .split('\n\n')
    .filter((block) => block.startsWith('|'));
  expect(tables.length).toBeGreaterThan(5);
  for (const block of tables) {
    expect({ block, fits: widthOf(block) <= TABLE_MAX_PIXELS }).toEqual({ block, fits: true });
  }
});

/** Estimates the smallest width of a table in pixels. Browsers can break lines at spaces and after - and /. */
function widthOf(block: string): number {
  const rows = block.split('\n').map((line) => line.slice(2, -2).split(' | '));
  const columns = rows[0]?.map((_, column) => rows.map((cells) => cells[column] ?? '')) ?? [];
  return columns.reduce((sum, cells) => {
    const words = cells.flatMap((cell) => cell.split(/<br>|[`* ]|(?<=[-/])/));
    const longest = Math.max(...words.map(({ length }) => length));
    return sum + longest * CODE_CHARACTER_PIXELS + CELL_MARGIN_PIXELS;
  }, 0);
}
