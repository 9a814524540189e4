import { App, Stack } from 'aws-cdk-lib';
import { FederationBroker } from '../../../lib/federation-broker.ts';
import { readBroker } from '../../../tools/assembly/synthesized-broker.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import {
  type ChangeableTemplate,
  changedPage,
  reviewSources,
  STATEMENT,
} from './review-sources.ts';

const ROLE = 'BrokerFunctionRole';

let sources: ReviewSources;

beforeAll(() => {
  sources = reviewSources();
});

describe('the page is refused for', () => {
  const cases: [string, (template: ChangeableTemplate) => void, string][] = [
    ['NotAction', (template) => renamed(statementOf(template), 'Action', 'NotAction'), 'NotAction'],
    [
      'NotResource',
      (template) => renamed(statementOf(template), 'Resource', 'NotResource'),
      'NotResource',
    ],
    [
      'NotPrincipal',
      ({ Resources }) =>
        renamed(
          Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement[0],
          'Principal',
          'NotPrincipal',
        ),
      'NotPrincipal',
    ],
    [
      'another effect',
      (template) => Object.assign(statementOf(template), { Effect: 'X' }),
      'Effect',
    ],
    [
      'a principal of another kind',
      ({ Resources }) => {
        const [trust] = Resources[ROLE].Properties.AssumeRolePolicyDocument.Statement;
        trust.Principal = { Federated: 'id.example.com' };
      },
      'Federated',
    ],
    [
      'an empty principal',
      ({ Resources }) => {
        Resources[ROLE].Properties.AssumeRolePolicyDocument.Statement[0].Principal = {};
      },
      'BrokerFunctionRole (trust)',
    ],
    [
      'an operator without words',
      (template) =>
        Object.assign(statementOf(template), { Condition: { IpAddress: { a: 'true' } } }),
      'IpAddress',
    ],
    [
      'an action that is not a string',
      (template) => Object.assign(statementOf(template), { Action: 1 }),
      ROLE,
    ],
    [
      'a statement of the secret without a resource',
      ({ Resources }) => {
        const { ResourcePolicy } = Resources.BrokerAccessKeySecretPolicy.Properties;
        delete ResourcePolicy.Statement[0].Resource;
      },
      'BrokerAccessKeySecretPolicy: has a part that is neither',
    ],
    [
      'a resource in a trust policy',
      ({ Resources }) => {
        Resources[ROLE].Properties.AssumeRolePolicyDocument.Statement[0].Resource = '*';
      },
      'BrokerFunctionRole (trust): Resource',
    ],
    [
      'a policy of another version',
      ({ Resources }) => {
        Resources[ROLE].Properties.Policies[0].PolicyDocument.Version = '2008-10-17';
      },
      'Version',
    ],
    [
      'a statement that is not in a list',
      ({ Resources }) => {
        const { PolicyDocument } = Resources[ROLE].Properties.Policies[0];
        PolicyDocument.Statement = PolicyDocument.Statement[0];
      },
      ROLE,
    ],
    [
      'a statement hidden in a setting',
      ({ Resources }) => {
        Resources.BrokerAccessKeyDeletion.Properties.UserName = { Statement: [STATEMENT] };
      },
      'statements',
    ],
    [
      'another policy on a role',
      ({ Resources }) => {
        Resources[ROLE].Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
      },
      'BrokerFunctionRole: ManagedPolicyArns',
    ],
    [
      'a foreign policy on the user',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.ManagedPolicyArns.push('arn:aws:iam::aws:policy/Foreign');
      },
      'BrokerUser: has arn:aws:iam::aws:policy/Foreign attached',
    ],
    [
      'a policy on the user that only has the name of one of the template',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.ManagedPolicyArns = ['BrokerUserCeiling'];
      },
      'BrokerUser: has BrokerUserCeiling attached, which is not in the template',
    ],
    [
      'a foreign boundary on the user',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.PermissionsBoundary = 'arn:aws:iam::aws:policy/Foreign';
      },
      'BrokerUser: has arn:aws:iam::aws:policy/Foreign attached',
    ],
    [
      'an unknown type',
      ({ Resources }) => {
        Resources.PublicUrl = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } };
      },
      'PublicUrl: AWS::Lambda::Url',
    ],
    [
      'a group of the user',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.Groups = ['Administrators'];
      },
      'BrokerUser: Groups: gives permissions that the review page cannot show',
    ],
    [
      'a policy that attaches itself to a role',
      ({ Resources }) => {
        Resources.BrokerUserCeiling.Properties.Roles = [{ Ref: ROLE }];
      },
      'BrokerUserCeiling: Roles: gives permissions',
    ],
    [
      'a password of the user',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.LoginProfile = { Password: 'x' };
      },
      'BrokerUser: LoginProfile: gives permissions',
    ],
    [
      'a resource with a condition',
      ({ Resources }) => {
        Resources.BrokerAccessKeySecretPolicy.Condition = 'Never';
      },
      'BrokerAccessKeySecretPolicy: Condition',
    ],
    [
      'an unknown section',
      (template) => {
        template.Transform = 'AWS::Serverless-2016-10-31';
      },
      'Transform',
    ],
    [
      'an unknown intrinsic function',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Select': [0, ['Other']] } }),
      'BrokerFunctionRole: Fn::Select',
    ],
    [
      'an unknown pseudo parameter',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Sub': 'arn:${AWS::StackId}' } }),
      'BrokerFunctionRole: Fn::Sub',
    ],
    [
      'literal text that looks like a reference',
      (template) => Object.assign(statementOf(template), { Resource: '${BrokerUser.Arn}' }),
      'BrokerFunctionRole: "${BrokerUser.Arn}": is literal text that looks like a reference',
    ],
    [
      'a setting that looks like a reference',
      ({ Resources }) => {
        Resources.BrokerFunction.Properties.Environment.Variables.ACCOUNT_ID = '${AWS::AccountId}';
      },
      'BrokerFunction: "${AWS::AccountId}": is literal text that looks like a reference',
    ],
    [
      'an output that looks like a reference',
      ({ Outputs }) => {
        Outputs.IamApiUrl.Value = '${IamApi.ApiEndpoint}';
      },
      'IamApiUrl: "${IamApi.ApiEndpoint}": is literal text that looks like a reference',
    ],
    [
      'strings that look like a reference when joined',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Join': ['', ['$', '{X}']] } }),
      'BrokerFunctionRole: "$": is literal text that looks like a reference',
    ],
    [
      'strings that look like a reference by their delimiter',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Join': ['${', ['', 'X}']] } }),
      'BrokerFunctionRole: "${": is literal text that looks like a reference',
    ],
    [
      'text beside substitutions that looks like a reference when joined',
      (template) =>
        Object.assign(statementOf(template), {
          Resource: { 'Fn::Join': ['', [{ 'Fn::Sub': '${AWS::Region}$' }, '{X}']] },
        }),
      'BrokerFunctionRole: "$": is literal text that looks like a reference',
    ],
    [
      'an integration with a function outside the template',
      ({ Resources }) => {
        Resources.IamApiIntegration.Properties.IntegrationUri = 'BrokerFunction.Arn';
      },
      '"BrokerFunction.Arn": is not a resource of the template',
    ],
    [
      'code that is not in the assembly',
      ({ Resources }) => {
        Resources.BrokerAccessKeyRotation.Properties.Code.S3Bucket = 'amzn-s3-demo-bucket';
      },
      'BrokerAccessKeyRotation: Code: amzn-s3-demo-bucket/',
    ],
    [
      'code inside the template',
      ({ Resources }) => {
        Resources.BrokerFunction.Properties.Code = { ZipFile: 'exports.handler = () => {}' };
      },
      'BrokerFunction: Code: undefined/undefined: is not an asset',
    ],
    [
      'an API that invokes a function without the grants',
      ({ Resources }) => {
        Resources.IamApiIntegration.Properties.IntegrationUri = {
          'Fn::GetAtt': ['BrokerAccessKeyRotation', 'Arn'],
        };
      },
      'BrokerAccessKeyRotation: Code: grants.json: has other grants than those on the page',
    ],
  ];

  test.each(cases)('%s', (_, change, named) => {
    const problems = changedPage(sources, change);
    expect(problems).not.toContain('# Review');
    expect(problems).toContain(named);
  });
});

test('the page is refused for a stack tag, which no template shows', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'TestBroker');
  new FederationBroker(stack, 'Broker');
  stack.tags.setTag('team', 'finance');
  // The construct refuses the tag, too.
  const { directory } = app.synth({ skipValidation: true });
  expect(() => reviewPage({ ...readBroker(directory), origin: '' })).toThrow(
    'TestBroker: tags: team: CloudFormation would put this stack tag on the broker user, and every session would inherit it: remove it',
  );
});

function statementOf({ Resources }: ChangeableTemplate): ChangeableTemplate {
  return Resources[ROLE].Properties.Policies[0].PolicyDocument.Statement[0];
}

function renamed(object: Record<string, unknown>, from: string, to: string): void {
  object[to] = object[from];
  delete object[from];
}
