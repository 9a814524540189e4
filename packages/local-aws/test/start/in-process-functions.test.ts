import { AwsError } from '../../src/aws-error.ts';
import { supportedProperties } from '../../src/cloudformation/resource-types.ts';
import { TemplateError } from '../../src/cloudformation/template-error.ts';
import { OidcIssuers } from '../../src/oidc/oidc-issuers.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

const oidc = new OidcIssuers({ now: () => new Date() });
let events: (readonly [functionArn: string, event: object])[];
let aws: LocalAws;

/** Answers the sample's custom resource, its rotation and its API. */
async function answer(functionArn: string, event: unknown): Promise<unknown> {
  events.push([functionArn, event as object]);
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = event as Record<string, string>;
  if (ResponseURL === undefined) {
    throw new TypeError('no custom resource');
  }
  const created = { PhysicalResourceId: 'Greeter', Data: { Greeting: 'hello from the test' } };
  const response = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, ...created };
  await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(response) });
  return undefined;
}

beforeEach(async () => {
  events = [];
  aws = await startLocalAws({ functionHandler: answer, oidc });
});

afterEach(() => aws.close());

afterAll(() => oidc.close());

const deploy = () => withAssembly(stackTemplate(), (folder) => aws.deploy(folder));

test('the handler answers in place of the code of every function', async () => {
  const stack = await deploy();
  expect(stack.outputs.Greeting).toBe('hello from the test');
  expect(events[0]).toEqual([
    stack.resolve({ 'Fn::GetAtt': ['Worker', 'Arn'] }),
    expect.objectContaining({ RequestType: 'Create' }),
  ]);
  expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
});

test('an error of the handler is the error of the function', async () => {
  const stack = await deploy();
  const arn = String(stack.resolve({ 'Fn::GetAtt': ['Worker', 'Arn'] }));
  expect(await aws.functions.invokeAsDeployer(arn, {})).toEqual({
    functionError: 'Unhandled',
    payload: { errorType: 'TypeError', errorMessage: 'no custom resource' },
  });
});

test('a function can be updated and deleted, and needs permissions to be invoked', async () => {
  const stack = await deploy();
  await deploy();
  const name = String(stack.resolve({ Ref: 'Worker' }));
  const caller = { service: 'ec2.amazonaws.com' };
  const arn = String(stack.resolve({ 'Fn::GetAtt': ['Worker', 'Arn'] }));
  await expect(aws.functions.invoke(arn, {}, caller)).rejects.toThrow('is not authorized');
  expect(aws.functions.policyOf(name).statements).not.toEqual([]);
  await stack.delete();
  expect(() => aws.functions.policyOf(name)).toThrow(AwsError);
});

test('shared issuers outlive the local AWS', async () => {
  const issuer = await aws.oidc.issuer('https://id.example.com');
  await aws.close();
  expect(await oidc.issuer('https://id.example.com')).toBe(issuer);
  expect((await fetch(`${issuer.localUrl}.well-known/jwks.json`)).status).toBe(200);
});

test('the resource policy of a secret can be read', async () => {
  const stack = await deploy();
  const policy = aws.secretsManager.policyOf(String(stack.resolve({ Ref: 'Secret' })));
  expect(policy?.statements[0]?.effect).toBe('Deny');
});

test('the supported properties of a resource type can be listed', () => {
  expect(supportedProperties('AWS::IAM::User')).toContain('PermissionsBoundary');
  expect(supportedProperties('Custom::Anything')).toBeUndefined();
  expect(() => supportedProperties('AWS::EC2::Instance')).toThrow(TemplateError);
});
