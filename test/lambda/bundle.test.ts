import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrokerEvent } from '../../lambda/adapters/broker-api.ts';
import { type Bundle, bundle, MAIN_FILE } from '../../lambda/bundle/bundle.ts';
import { literalSchemaKeys } from '../../lambda/bundle/literal-schema-keys.ts';
import { type CannedAnswer, runBundle } from './bundle-runs.ts';

/** Kilobytes (1,000 bytes) of the file that each cold start loads. */
const MAIN_FILE_MAX_KB = 280;

const GRANTS = JSON.stringify({
  grants: [
    {
      id: 'team-a',
      grantee: { iam: 'role/TeamA' },
      scope: 's3://amzn-s3-demo-bucket/team-a/*',
      permission: 'READ',
    },
  ],
});

type Files = Bundle['files'];

/** The bundle for Lambda. */
let slim: Files;
/** The sources of its files. A source that two files contain occurs twice. */
let slimSources: readonly string[];
/** The bundle that esbuild produces without our steps. */
let whole: Files;

beforeAll(async () => {
  ({ files: slim, sources: slimSources } = await bundle('broker.ts'));
  const { outputFiles } = await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../lambda/broker.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Modules in jest cannot use import().
    supported: { 'dynamic-import': false },
  });
  whole = { [MAIN_FILE]: outputFiles[0]?.text ?? '' };
});

beforeEach(() => {
  // Hides the audit events of both bundles.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => jest.restoreAllMocks());

test('the file that Lambda loads is smaller than the limit', () => {
  expect(Buffer.byteLength(slim[MAIN_FILE] ?? '') / 1000).toBeLessThan(MAIN_FILE_MAX_KB);
});

test('only the file for listings contains the S3 client', () => {
  expect(Object.keys(slim)).toEqual([MAIN_FILE, 's3-client.js']);
  expect(Object.values(slim).map((code) => code.includes('"ListObjectsV2"'))).toEqual([
    false,
    true,
  ]);
});

test('no file of the bundle has a copy of a module of another file, because instanceof would not know its classes', () => {
  const modules = slimSources
    .map((source) => path.relative('.', source))
    .filter((source) => /^(?:core|lambda)\/(?!bundle\/)/.test(source));
  expect(modules).toContain(path.join('core', 'broker-error.ts'));
  expect(modules.filter((source, index) => modules.indexOf(source) !== index)).toEqual([]);
});

test('two files that would get the same name in a bundle are refused', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  try {
    for (const part of ['one', 'other']) {
      mkdirSync(path.join(folder, part));
      writeFileSync(path.join(folder, part, 'same.ts'), `export const part = '${part}';`);
    }
    const entry = path.join(folder, 'entry.ts');
    const imports = ['one', 'other'].map((part) => `import('./${part}/same.ts')`);
    writeFileSync(entry, `export const parts = [${imports}];`);
    await expect(bundle(entry)).rejects.toThrow('The bundles already have a file ./same.js');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the same sources produce the same bundle', async () => {
  await expect(bundle('broker.ts')).resolves.toMatchObject({ files: slim });
});

test.each([
  ['unused operations', 'CreateMultipartUpload'],
  ['the credential chain', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  ['the configuration files of the SDK', 'AWS_CONFIG_FILE'],
  ['IAM Identity Center sign-in', 'GetRoleCredentials'],
  ['event streams', 'event-type'],
  ['package files', 'devDependencies'],
  ['rules of JSON Schemas', 'additionalProperties'],
  ['descriptions in JSON Schemas', 'Names the grant in answers'],
])('%s: the bundle has no trace of it, but would without our steps', (_, trace) => {
  const hasTrace = (files: Files) => Object.values(files).some((code) => code.includes(trace));
  expect(hasTrace(slim)).toBe(false);
  expect(hasTrace(whole)).toBe(true);
});

test('the bundle does not start the loader of ES modules', () => {
  expect(Object.values(slim).filter((code) => /\bimport\(/.test(code))).toEqual([]);
});

test('the build fails if keys of the SDK schemas are not constants, or are no longer computed', () => {
  const schema = 'const _h = "http";\nexport var Op$ = [9, { [_h]: ["GET"] }];\n';
  expect(literalSchemaKeys(schema)).toBe(
    'const _h = "http";\nexport var Op$ = [9, { "http": ["GET"] }];\n',
  );
  expect(() => literalSchemaKeys(schema.replace('const _h', 'let _h'))).toThrow('[_h]:');
  expect(() => literalSchemaKeys('export var Op$ = [9, { http: ["GET"] }];\n')).toThrow(
    'no longer have computed keys',
  );
});

const json = { 'content-type': 'application/x-amz-json-1.1' };
const xml = { 'content-type': 'text/xml' };

const SECRET: CannedAnswer = {
  status: 200,
  headers: json,
  body: '{"SecretString":"{\\"accessKeyId\\":\\"AKIABROKER\\",\\"secretAccessKey\\":\\"s\\"}","CreatedDate":1795291200.5}',
};
const TOKEN: CannedAnswer = {
  status: 200,
  headers: xml,
  body: `<GetFederationTokenResponse><GetFederationTokenResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>
    <SecretAccessKey>a/b+c=</SecretAccessKey><SessionToken>t&amp;t</SessionToken><Expiration>2999-11-21T21:00:00.123Z</Expiration></Credentials>
    <FederatedUser><FederatedUserId>1:a</FederatedUserId><Arn>arn:aws:sts::1:federated-user/a</Arn></FederatedUser>
    <PackedPolicySize>6</PackedPolicySize></GetFederationTokenResult></GetFederationTokenResponse>`,
};
const LISTING: CannedAnswer = {
  status: 200,
  headers: xml,
  body: `<?xml version="1.0"?><ListBucketResult><Name>amzn-s3-demo-bucket</Name><Prefix>team-a/</Prefix><KeyCount>3</KeyCount><MaxKeys>3</MaxKeys>
    <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>a&lt;b</NextContinuationToken>
    <Contents><Key>team-a/a+b%2B%01%26</Key><LastModified>2026-11-21T20:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>5000000000</Size><StorageClass>STANDARD</StorageClass></Contents>
    <Contents><Key><![CDATA[team-a/%E6%97%A5]]></Key><LastModified>2026-11-21T20:00:00Z</LastModified><ETag>"f"</ETag><Size>0</Size></Contents>
    <CommonPrefixes><Prefix>team-a/%F0%9F%98%80/</Prefix></CommonPrefixes></ListBucketResult>`,
};

const stsFault = (code: string, status: number): CannedAnswer => ({
  status,
  headers: xml,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});
const s3Fault = (code: string, status: number, headers = {}): CannedAnswer => ({
  status,
  headers: { ...xml, ...headers },
  body: `<Error><Code>${code}</Code><Message>m</Message></Error>`,
});

const context = {
  requestId: 'r',
  apiId: 'iam-api',
  authorizer: { iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/TeamA/alice' } },
};
const ISSUE: BrokerEvent = {
  routeKey: 'POST /federation-tokens',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  body: '{"Target":"s3://amzn-s3-demo-bucket/team-a/*","Permission":"READ"}',
  isBase64Encoded: false,
  requestContext: context,
};
const LIST: BrokerEvent = {
  routeKey: 'GET /buckets/{bucket}/keys',
  rawQueryString: 'prefix=team-a/&max-keys=3',
  pathParameters: { bucket: 'amzn-s3-demo-bucket' },
  headers: {},
  isBase64Encoded: false,
  requestContext: context,
};

test.each<[string, number, BrokerEvent, readonly CannedAnswer[]]>([
  ['an issue', 200, ISSUE, [SECRET, TOKEN]],
  [
    'temporary throttling',
    200,
    ISSUE,
    [SECRET, stsFault('Throttling', 400), stsFault('Throttling', 400), TOKEN],
  ],
  ['a temporary fault', 200, ISSUE, [SECRET, stsFault('InternalFailure', 500), TOKEN]],
  ['a policy that is too large', 400, ISSUE, [SECRET, stsFault('PackedPolicyTooLarge', 400)]],
  ['a rotated key', 200, ISSUE, [SECRET, stsFault('InvalidClientTokenId', 403), SECRET, TOKEN]],
  ['a listing', 200, LIST, [SECRET, TOKEN, LISTING]],
  ['a bucket that denies access', 403, LIST, [SECRET, TOKEN, s3Fault('AccessDenied', 403)]],
  ['a missing bucket', 404, LIST, [SECRET, TOKEN, s3Fault('NoSuchBucket', 404)]],
  [
    'a bucket in another region',
    200,
    LIST,
    [
      SECRET,
      TOKEN,
      s3Fault('PermanentRedirect', 301, { 'x-amz-bucket-region': 'eu-west-1' }),
      LISTING,
    ],
  ],
  [
    'a clock of the function that is wrong',
    200,
    LIST,
    [
      SECRET,
      TOKEN,
      s3Fault('RequestTimeTooSkewed', 403, { date: 'Wed, 21 Oct 2026 07:28:00 GMT' }),
      LISTING,
    ],
  ],
  ['S3 slowing down', 200, LIST, [SECRET, TOKEN, s3Fault('SlowDown', 503), LISTING]],
])(
  '%s: the answer is %d, and answer and calls are the same as without our steps',
  async (_, status, event, answers) => {
    const run = await runBundle(slim, GRANTS, event, answers);
    expect(run.answer.statusCode).toBe(status);
    expect(run.calls).toHaveLength(answers.length);
    expect(run).toEqual(await runBundle(whole, GRANTS, event, answers));
  },
);

describe('names that are known only since the deployment', () => {
  const PLACEHOLDERS = GRANTS.replace('TeamA', '<1>').replace('amzn-s3-demo-bucket', '<0>');

  afterEach(() => {
    delete process.env.GRANT_NAMES;
  });

  test('take the places of placeholders in the grants', async () => {
    process.env.GRANT_NAMES = '["amzn-s3-demo-bucket","TeamA"]';
    const run = await runBundle(slim, PLACEHOLDERS, ISSUE, [SECRET, TOKEN]);
    expect(run.answer.statusCode).toBe(200);
  });

  test.each([
    ['are missing', undefined],
    ['are too few', '["amzn-s3-demo-bucket"]'],
    ['cannot be', '["amzn-s3-demo-bucket/team-a","TeamA"]'],
    ['are not JSON', '["amzn-s3-demo-bucket"'],
  ])('keep the function from loading if they %s', async (_, names) => {
    if (names !== undefined) {
      process.env.GRANT_NAMES = names;
    }
    await expect(runBundle(slim, PLACEHOLDERS, ISSUE, [SECRET, TOKEN])).rejects.toThrow();
  });
});
