import { type App, PhysicalName, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import {
  FederationBroker,
  type FederationBrokerProps,
  Grantee,
  type GrantProps,
  Permission,
  Scope,
} from '../../lib/index.ts';
import { consumerStack, deployedGrants, synthesisProblems } from './consumer-app.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { ...ENV, region: 'us-east-1' };
const OTHER_ACCOUNT = { ...ENV, account: '444455556666' };

/** A bucket with a known name, in a stack of its own for this account and Region. */
function bucketIn(stack: Stack, env: typeof ENV): Bucket {
  const storage = new Stack(stack.node.root as App, 'Storage', { env });
  return new Bucket(storage, 'Bucket', { bucketName: 'amzn-s3-demo-bucket' });
}

function grantOn(stack: Stack, scope: GrantProps['scope'], more: Partial<GrantProps> = {}): void {
  const broker = stack.node.tryFindChild('Broker') ?? new FederationBroker(stack, 'Broker');
  (broker as FederationBroker).addGrant('etl', {
    grantee: Grantee.role(Role.fromRoleName(stack, 'Role', 'Etl')),
    permission: Permission.READ,
    scope,
    ...more,
  });
}

describe('the Region of a grant', () => {
  test.each<[string, (stack: Stack) => IBucket, GrantProps['region'], string | undefined]>([
    [
      'that of a bucket in another Region',
      (stack) => bucketIn(stack, ELSEWHERE),
      undefined,
      'us-east-1',
    ],
    [
      'absent for a bucket in the Region of the stack',
      (stack) => bucketIn(stack, ENV),
      undefined,
      undefined,
    ],
    [
      'absent for a bucket whose Region is unknown',
      (stack) => Bucket.fromBucketName(stack, 'Imported', 'amzn-s3-demo-bucket'),
      undefined,
      undefined,
    ],
    [
      'the one that the grant names',
      (stack) => bucketIn(stack, ELSEWHERE),
      'eu-north-1',
      'eu-north-1',
    ],
  ])('is %s', (_, make, region, expected) => {
    const stack = consumerStack({ env: ENV }, true);
    grantOn(stack, Scope.prefix(make(stack), 'raw/'), { region });
    expect(JSON.parse(deployedGrants(stack)).grants[0].region).toBe(expected);
  });

  test('is known for a bucket whose name the CDK generates for use in another Region', () => {
    const stack = consumerStack({ env: ENV }, true);
    const storage = new Stack(stack.node.root as App, 'Storage', { env: ELSEWHERE });
    const bucketName = PhysicalName.GENERATE_IF_NEEDED;
    grantOn(stack, Scope.object(new Bucket(storage, 'Bucket', { bucketName }), 'a.csv'));
    expect(JSON.parse(deployedGrants(stack)).grants[0].region).toBe('us-east-1');
  });

  test('must be one for all scopes', () => {
    const stack = consumerStack({ env: ENV });
    const scopes = [bucketIn(stack, ELSEWHERE), new Bucket(stack, 'Near')].map(Scope.bucket);
    const message =
      'Data/Broker: grant "etl": scope: must have buckets in one Region, had us-east-1 and the stack\'s Region: add a grant for each Region, or set region';
    expect(() => grantOn(stack, scopes)).toThrow(message);
  });
});

test.each([
  ['the stack', 'eu-west-1', ENV],
  ['another stack', 'us-east-1', ELSEWHERE],
])('a KMS key must be in the Region of a bucket of %s', (_, region, env) => {
  const problemsWithKeyIn = (keyRegion: string) => {
    const stack = consumerStack({ env: ENV });
    const arn = `arn:aws:kms:${keyRegion}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    try {
      grantOn(stack, Scope.bucket(bucketIn(stack, env)), {
        encryptionKey: Key.fromKeyArn(stack, 'Key', arn),
      });
    } catch (error) {
      return String(error);
    }
    return synthesisProblems(stack);
  };
  expect(problemsWithKeyIn(region)).toBe('');
  expect(problemsWithKeyIn('eu-north-1')).toContain(
    `"etl": kmsKey: must be in the Region of the bucket, ${region}, was in eu-north-1`,
  );
});

describe('a bucket that is known to be in another account', () => {
  const withCeiling = (bucketAccount?: string): FederationBrokerProps => ({
    ceiling: [
      {
        scope: Scope.fromUri('s3://amzn-s3-demo-bucket/*'),
        permission: Permission.READ,
        bucketAccount,
      },
    ],
  });

  function grantWith(props: FederationBrokerProps): void {
    const stack = consumerStack({ env: ENV });
    new FederationBroker(stack, 'Broker', props);
    grantOn(stack, Scope.bucket(bucketIn(stack, OTHER_ACCOUNT)));
  }

  test.each([
    ['without a ceiling', {}],
    ['with a ceiling for buckets of the own account', withCeiling()],
  ])('is refused %s', (_, props) => {
    expect(() => grantWith(props)).toThrow(
      'Data/Broker: grant "etl": scope: must have a bucket of the broker\'s account 111122223333, had one of the account 444455556666: ' +
        'to allow it, add an entry for the bucket with "bucketAccount" to "ceiling"',
    );
  });

  test('may have a grant if the ceiling names the account', () => {
    expect(() => grantWith(withCeiling('444455556666'))).not.toThrow();
  });
});

test('a bucket of an unknown account may have a grant', () => {
  const stack = consumerStack();
  grantOn(stack, Scope.bucket(bucketIn(stack, OTHER_ACCOUNT)));
  expect(synthesisProblems(stack)).toBe('');
});
