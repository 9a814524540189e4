import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { type Change, deploySample, set, setAttributes } from '../fixtures/sample-stack.ts';

let aws: LocalAws;
let stack: Stack;

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

/** Without an immediate rotation, so that no rotation is unfinished when the stack is updated. */
const quiet = set('Rotation', { RotateImmediatelyOnUpdate: false });

/** Disables the API's own domain name, and adds a custom one. */
const customDomain: Change = (template) => {
  set('Api', { DisableExecuteApiEndpoint: true })(template);
  template.Resources.Domain = {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: 'broker.example.com',
      DomainNameConfigurations: [
        {
          CertificateArn: `arn:aws:acm:us-east-1:111122223333:certificate/${'0'.repeat(36)}`,
          EndpointType: 'REGIONAL',
          SecurityPolicy: 'TLS_1_2',
        },
      ],
    },
  };
  template.Resources.Mapping = {
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    DependsOn: ['Stage'],
    Properties: { ApiId: { Ref: 'Api' }, DomainName: { Ref: 'Domain' }, Stage: '$default' },
  };
  template.Outputs = {
    ...template.Outputs,
    Target: { Value: { 'Fn::GetAtt': ['Domain', 'RegionalDomainName'] } },
    Zone: { Value: { 'Fn::GetAtt': ['Domain', 'RegionalHostedZoneId'] } },
  };
};

const status = async () => (await fetch(`${stack.outputs.Url}/things/text`)).status;

test('an API without its own domain name answers while a custom one leads to it, and both are deleted with the stack', async () => {
  stack = await deploySample(aws, quiet, customDomain);
  expect(stack.resources.get('Domain')?.physicalId).toBe('broker.example.com');
  expect(stack.outputs.Target).toMatch(/^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
  expect(stack.outputs.Zone).toMatch(/^Z[A-Z0-9]+$/);
  expect(await status()).toBe(403);

  await aws.secretsManager.rotationSettled(stack.outputs.SecretArn ?? '');
  await deploySample(aws, quiet, set('Api', { DisableExecuteApiEndpoint: true }));
  expect(await status()).toBe(404);

  await stack.delete();
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test.each<[string, Change, string]>([
  [
    'is mapped before its stage exists',
    (template) => {
      setAttributes('Mapping', { DependsOn: [] })(template);
      setAttributes('Stage', { DependsOn: ['Mapping'] })(template);
    },
    'Invalid stage identifier specified',
  ],
  [
    'is mapped twice',
    ({ Resources }) => {
      const { Mapping } = Resources;
      Object.assign(Resources, { Again: Mapping });
    },
    'ApiMapping key already exists',
  ],
  [
    'is created twice',
    ({ Resources }) => {
      const { Domain } = Resources;
      Object.assign(Resources, { Again: Domain });
    },
    'The domain name you provided already exists: broker.example.com',
  ],
  [
    'is mapped but does not exist',
    set('Mapping', { DomainName: 'other.example.com' }),
    'Invalid domain name identifier specified: other.example.com',
  ],
])('a domain name that %s fails the stack', async (_name, change, reason) => {
  await expect(deploySample(aws, customDomain, change)).rejects.toThrow(reason);
});
