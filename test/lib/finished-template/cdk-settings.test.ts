import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cliTagProblems } from '../../../lib/finished-template/cli-tags.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
const { resolve } = createRequire(import.meta.url);
const CDK = resolve('aws-cdk/bin/cdk');
const APP = [
  `"${process.execPath}"`,
  `--import ${pathToFileURL(resolve('tsx')).href}`,
  `"${path.join(REPOSITORY, 'bin/federation-broker.ts')}"`,
].join(' ');

const BOUNDARY = { '@aws-cdk/core:permissionsBoundary': { name: 'org-boundary' } };
const TAGS = [{ Key: 'team', Value: 'a' }];
const ORG_BOUNDARY = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':iam::',
      { Ref: 'AWS::AccountId' },
      ':policy/org-boundary',
    ],
  ],
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
  mkdirSync(path.join(folder, 'home'));
  cpSync('test/fixtures/stack', folder, { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Files = Readonly<Record<string, object>>;

/** Runs `cdk synth` in a new folder with the repository's cdk.json and these files. */
function synth(files: Files) {
  const repository = JSON.parse(readFileSync(path.join(REPOSITORY, 'cdk.json'), 'utf8'));
  const all: Files = { ...files, 'cdk.json': { ...repository, app: APP, ...files['cdk.json'] } };
  for (const [name, content] of Object.entries(all)) {
    writeFileSync(path.join(folder, name), JSON.stringify(content));
  }
  return spawnSync(process.execPath, [CDK, 'synth', '--quiet', '--no-validation'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: path.join(folder, 'home') },
  });
}

function boundaryOf(logicalId: string): unknown {
  const file = path.join(folder, 'cdk.out', 'TestBroker.template.json');
  return JSON.parse(readFileSync(file, 'utf8')).Resources[logicalId].Properties.PermissionsBoundary;
}

test.each([
  ['cdk.json', { 'cdk.json': { context: BOUNDARY, tags: [] } }],
  ['cdk.context.json', { 'cdk.context.json': BOUNDARY }],
  ['~/.cdk.json', { 'home/.cdk.json': { context: BOUNDARY } }],
])(
  'a boundary for all roles and users in %s reaches the roles, and the user keeps its ceiling',
  (_, files: Files) => {
    expect(synth(files)).toMatchObject({ status: 0 });
    expect(boundaryOf('BrokerUser')).toEqual({ Ref: 'BrokerUserCeiling' });
    expect(boundaryOf('BrokerFunctionRole')).toEqual(ORG_BOUNDARY);
  },
);

test.each([
  ['cdk.json', { 'cdk.json': { tags: TAGS } }],
  ['~/.cdk.json', { 'home/.cdk.json': { tags: TAGS } }],
])('tags in %s, which the CDK would give to the stack, are refused', (name, files: Files) => {
  const { status, stderr } = synth(files);
  expect(status).toBe(1);
  expect(stderr).toContain(`"tags" in ${name.replace('~', path.join(folder, 'home'))}: `);
});

test('tags in the environment variable that the CDK CLI reads like its option are refused', () => {
  const environment = { ...process.env, CDK_OUTDIR: folder, HOME: path.join(folder, 'home') };
  const replaced = jest.replaceProperty(process, 'env', { ...environment, CDK_TAGS: 'team=a' });
  try {
    expect(cliTagProblems()).toEqual([
      expect.stringMatching(
        /^the environment variable CDK_TAGS: the CDK would tag the whole stack/,
      ),
    ]);
    replaced.replaceValue({ ...environment, CDK_TAGS: '' });
    expect(cliTagProblems()).toEqual([]);
  } finally {
    replaced.restore();
  }
});
