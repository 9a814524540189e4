import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  STSClient,
  type Tag,
} from '@aws-sdk/client-sts';
import type { Endpoint } from '../../src/endpoint.ts';
import { Kms } from '../../src/kms/kms.ts';
import { S3Service } from '../../src/s3/s3-service.ts';
import { ACCOUNT, TrustCore } from '../endpoint/trust-core.ts';

const Bucket = 'amzn-s3-demo-bucket';
const BUCKET_ARN = `arn:aws:s3:::${Bucket}`;
const MAY_FEDERATE = {
  Effect: 'Allow',
  Action: 'sts:GetFederationToken',
  Resource: 'arn:aws:sts::111122223333:federated-user/*',
};
const MAY_TAG = { Effect: 'Allow', Action: 'sts:TagSession', Resource: '*' };
const MAY_LIST = { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET_ARN };
const RED: Tag = { Key: 'Team', Value: 'red' };
const of = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });

let core: TrustCore;
let s3: S3Service;
let endpoint: Endpoint;

beforeEach(async () => {
  core = new TrustCore();
  const { authorizer, clock } = core;
  s3 = new S3Service({ account: ACCOUNT, clock, authorizer, kms: new Kms(ACCOUNT, authorizer) });
  s3.createBucket(Bucket);
  endpoint = await core.startEndpoint(s3);
});

afterEach(() => endpoint.close());

function broker(...statements: object[]): STSClient {
  const { credentials } = core.createUser('Broker', MAY_FEDERATE, ...statements);
  return new STSClient({ endpoint: endpoint.url, region: ACCOUNT.region, credentials });
}

function issue(sts: STSClient, more: Partial<GetFederationTokenCommandInput>) {
  return sts.send(new GetFederationTokenCommand({ Name: 'alice', ...more }));
}

/** Returns whether the session with these tags may list the prefix. */
async function lists(
  sts: STSClient,
  Tags: Tag[],
  Prefix: string,
  sessionPolicy?: object,
): Promise<boolean> {
  const Policy = sessionPolicy && JSON.stringify(sessionPolicy);
  const { Credentials } = await issue(sts, { Tags, Policy });
  const client = new S3Client({
    endpoint: endpoint.url,
    region: ACCOUNT.region,
    forcePathStyle: true,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    },
  });
  try {
    await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'AccessDenied' });
    return false;
  } finally {
    client.destroy();
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
describe('session tags become aws:PrincipalTag keys of the session', () => {
  const byTag = (Condition: object) => ({ ...MAY_LIST, Condition });
  const VARIABLE = byTag({ StringLike: { 's3:prefix': '${aws:PrincipalTag/team}/*' } });
  const EQUAL = byTag({ StringEquals: { 'aws:PrincipalTag/TEAM': 'red' } });

  test.each<[string, object, Tag[], boolean]>([
    ['a variable with the tag’s value', VARIABLE, [RED], true],
    ['a variable with another value', VARIABLE, [{ Key: 'Team', Value: 'blue' }], false],
    ['a variable without the tag', VARIABLE, [], false],
    ['a variable with an empty value', VARIABLE, [{ Key: 'Team', Value: '' }], false],
    ['a condition on the tag', EQUAL, [RED, { Key: 'Office', Value: '' }], true],
    ['a condition on another value', EQUAL, [{ Key: 'Team', Value: 'Red' }], false],
    ['a condition without the tag', EQUAL, [{ Key: 'Teams', Value: 'red' }], false],
  ])('%s: in every kind of policy', async (_name, statement, tags, expected) => {
    const sts = broker(MAY_TAG, statement);
    expect(await lists(sts, tags, 'red/', of(MAY_LIST))).toBe(expected);
    core.identities.users.get('Broker').policies.putInline('All', of(MAY_LIST));
    expect(await lists(sts, tags, 'red/', of(statement))).toBe(expected);
    core.identities.users.get('Broker').policies.deleteInline('All');
    const forSession = { ...statement, Principal: { AWS: ALICE } };
    s3.setBucketPolicy(Bucket, of(forSession));
    expect(await lists(sts, tags, 'red/')).toBe(expected);
  });

  const ALICE = 'arn:aws:sts::111122223333:federated-user/alice';
});

describe('tags also need sts:TagSession', () => {
  const TAGS_ONLY = {
    ...MAY_TAG,
    Condition: {
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team', 'Office'] },
      Null: { 'aws:TagKeys': 'false' },
    },
  };
  const RED_ONLY = { ...MAY_TAG, Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } } };
  const BLUE: Tag = { Key: 'Team', Value: 'blue' };
  const OTHER: Tag = { Key: 'Colour', Value: 'red' };
  const NO_TAGS = {
    ...MAY_FEDERATE,
    Effect: 'Deny',
    Condition: { Null: { 'aws:TagKeys': 'false' } },
  };

  test.each<[string, object[], Tag[], refused: string | undefined]>([
    ['no statement', [], [RED], 'sts:TagSession on resource: "*"'],
    ['no statement', [], [], undefined],
    ['any tag', [MAY_TAG], [RED, OTHER], undefined],
    ['these tag keys', [TAGS_ONLY], [RED], undefined],
    ['these tag keys', [TAGS_ONLY], [RED, { Key: 'Office', Value: 'x' }], undefined],
    ['these tag keys', [TAGS_ONLY], [RED, OTHER], 'sts:TagSession'],
    ['this tag', [RED_ONLY], [RED], undefined],
    ['this tag', [RED_ONLY], [BLUE], 'sts:TagSession'],
    ['any tag, but no tagged session', [MAY_TAG, NO_TAGS], [RED], 'sts:GetFederationToken'],
    ['any tag, but no tagged session', [MAY_TAG, NO_TAGS], [], undefined],
    [
      'federated users only',
      [{ ...MAY_TAG, Resource: MAY_FEDERATE.Resource }],
      [RED],
      'TagSession',
    ],
  ])('%s: %j for %j', async (_name, statements, Tags, refused) => {
    const answer = issue(broker(...statements), { Tags });
    if (refused === undefined) {
      await expect(answer).resolves.toBeDefined();
    } else {
      await expect(answer).rejects.toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining(refused),
        $metadata: { httpStatusCode: 403 },
      });
    }
  });
});

describe('limits', () => {
  const many = (count: number): Tag[] =>
    Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: 'v' }));

  test.each<[string, Tag[]]>([
    ['50 tags', many(50)],
    ['the longest key and value', [{ Key: 'k'.repeat(128), Value: 'v'.repeat(256) }]],
    ['an empty value', [{ Key: 'k', Value: '' }]],
    ['every kind of character', [{ Key: 'Größe 1_.:/=+-@', Value: '日本 _.:/=+-@' }]],
  ])('accepts %s', async (_name, Tags) => {
    await expect(issue(broker(MAY_TAG), { Tags })).resolves.toBeDefined();
  });

  test.each<[string, Tag[], code: string, message: string]>([
    ['51 tags', many(51), 'ValidationError', "at 'tags' failed"],
    ['an empty key', [{ Key: '', Value: 'v' }], 'ValidationError', "'tags.1.member.key'"],
    [
      'a key of 129 characters',
      [{ Key: 'k'.repeat(129), Value: 'v' }],
      'ValidationError',
      "at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128",
    ],
    [
      'a value of 257 characters',
      [RED, { Key: 'k', Value: 'v'.repeat(257) }],
      'ValidationError',
      "at 'tags.2.member.value' failed to satisfy constraint: Member must have length less than or equal to 256",
    ],
    ['no value', [{ Key: 'k', Value: undefined }], 'ValidationError', 'Member must not be null'],
    ['a key with *', [{ Key: 'a*', Value: 'v' }], 'ValidationError', '[\\p{L}\\p{Z}\\p{N}'],
    ['a value with a line feed', [{ Key: 'k', Value: 'v\n' }], 'ValidationError', '.value'],
    [
      'keys that differ only in case',
      [RED, { Key: 'team', Value: 'blue' }],
      'InvalidParameterValue',
      'Duplicate tag keys',
    ],
    ['a reserved key', [{ Key: 'aws:Team', Value: 'v' }], 'InvalidParameterValue', 'aws:'],
    ['a reserved value', [{ Key: 'k', Value: 'AWS:x' }], 'InvalidParameterValue', 'aws:'],
  ])('refuses %s', async (_name, Tags, code, message) => {
    await expect(issue(broker(MAY_TAG), { Tags })).rejects.toMatchObject({
      name: expect.stringMatching(new RegExp(`^${code}`)),
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('tags share the packed size with the session policy', async () => {
    const sts = broker(MAY_TAG);
    const Policy = JSON.stringify(of(MAY_LIST));
    const sizeOf = async (more: object) => (await issue(sts, more)).PackedPolicySize ?? 0;
    const [policy, tags, both] = [
      await sizeOf({ Policy }),
      await sizeOf({ Tags: many(10) }),
      await sizeOf({ Policy, Tags: many(10) }),
    ];
    expect(both).toBeGreaterThan(Math.max(policy, tags));
    expect((await issue(sts, { Tags: [] })).PackedPolicySize).toBeUndefined();
  });

  test('tags alone can exceed the packed size', async () => {
    const Tags = many(50).map(({ Key }, i) => ({ Key, Value: noise(256, i + 1) }));
    await expect(issue(broker(MAY_TAG), { Tags })).rejects.toMatchObject({
      name: expect.stringMatching(/^PackedPolicyTooLarge/),
      message: expect.stringMatching(/exceeds the limit: \d{3}% of it/),
      $metadata: { httpStatusCode: 400 },
    });
  });
});

/** Letters and digits that hardly compress. They are the same in every run. */
function noise(characters: number, seed: number): string {
  let text = '';
  for (let state = seed; text.length < characters; state = (state * 48_271) % 2_147_483_647) {
    text += state.toString(36);
  }
  return text.slice(0, characters);
}
