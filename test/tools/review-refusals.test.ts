import { type ReviewSources, reviewPage } from '../../tools/review/page.ts';
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
      'nobody as principal',
      ({ Resources }) => {
        Resources[ROLE].Properties.AssumeRolePolicyDocument.Statement[0].Principal = {};
      },
      'BrokerFunctionRole (trust)',
    ],
    [
      'an operator without words',
      (template) => Object.assign(statementOf(template), { Condition: { Bool: { a: 'true' } } }),
      'Bool',
    ],
    [
      'an action that is no text',
      (template) => Object.assign(statementOf(template), { Action: 1 }),
      ROLE,
    ],
    [
      'a policy of another version',
      ({ Resources }) => {
        Resources[ROLE].Properties.Policies[0].PolicyDocument.Version = '2008-10-17';
      },
      'Version',
    ],
    [
      'a statement that stands alone',
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
      'BrokerUser: has arn:aws:iam::aws:policy/Foreign',
    ],
    [
      'a policy on the user that is named as one of the template, and is none',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.ManagedPolicyArns = ['BrokerUserCeiling'];
      },
      'BrokerUser: has BrokerUserCeiling, which is not in the template',
    ],
    [
      'a foreign boundary on the user',
      ({ Resources }) => {
        Resources.BrokerUser.Properties.PermissionsBoundary = 'arn:aws:iam::aws:policy/Foreign';
      },
      'BrokerUser: has arn:aws:iam::aws:policy/Foreign',
    ],
    [
      'a type it does not know',
      ({ Resources }) => {
        Resources.PublicUrl = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } };
      },
      'PublicUrl: AWS::Lambda::Url',
    ],
    [
      'a property it does not know',
      ({ Resources }) => {
        Resources.IamApi.Properties.CorsConfiguration = {};
      },
      'IamApi: CorsConfiguration',
    ],
    [
      'a resource that may be missing',
      ({ Resources }) => {
        Resources.BrokerAccessKeySecretPolicy.Condition = 'Never';
      },
      'BrokerAccessKeySecretPolicy: Condition',
    ],
    [
      'a section it does not know',
      (template) => {
        template.Transform = 'AWS::Serverless-2016-10-31';
      },
      'Transform',
    ],
    [
      'a function it does not know',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::ImportValue': 'Other' } }),
      'BrokerFunctionRole: Fn::ImportValue',
    ],
    [
      'a substitution it does not know',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Sub': 'arn:${AWS::StackId}' } }),
      'BrokerFunctionRole: Fn::Sub',
    ],
    [
      'text of the template that looks like a reference',
      (template) => Object.assign(statementOf(template), { Resource: '${BrokerUser.Arn}' }),
      'BrokerFunctionRole: "${BrokerUser.Arn}": looks like a reference',
    ],
    [
      'a setting that looks like a reference',
      ({ Resources }) => {
        Resources.BrokerFunction.Properties.Environment.Variables.ACCOUNT_ID = '${AWS::AccountId}';
      },
      'BrokerFunction: "${AWS::AccountId}": looks like a reference',
    ],
    [
      'an output that looks like a reference',
      ({ Outputs }) => {
        Outputs.IamApiUrl.Value = '${IamApi.ApiEndpoint}';
      },
      'IamApiUrl: "${IamApi.ApiEndpoint}": looks like a reference',
    ],
    [
      'texts that look like a reference when joined',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Join': ['', ['$', '{X}']] } }),
      'BrokerFunctionRole: "$": looks like a reference',
    ],
    [
      'texts that look like a reference by what joins them',
      (template) =>
        Object.assign(statementOf(template), { Resource: { 'Fn::Join': ['${', ['', 'X}']] } }),
      'BrokerFunctionRole: "${": looks like a reference',
    ],
    [
      'a text beside substitutions that looks like a reference when joined',
      (template) =>
        Object.assign(statementOf(template), {
          Resource: { 'Fn::Join': ['', [{ 'Fn::Sub': '${AWS::Region}$' }, '{X}']] },
        }),
      'BrokerFunctionRole: "$": looks like a reference',
    ],
    [
      'an integration with what is elsewhere',
      ({ Resources }) => {
        Resources.IamApiIntegration.Properties.IntegrationUri = 'BrokerFunction.Arn';
      },
      '"BrokerFunction.Arn": is no resource of the template',
    ],
    [
      'code that is none of the assembly',
      ({ Resources }) => {
        Resources.BrokerAccessKeyRotation.Properties.Code.S3Bucket = 'amzn-s3-demo-bucket';
      },
      'BrokerAccessKeyRotation: Code: amzn-s3-demo-bucket/',
    ],
    [
      'code that stands in the template',
      ({ Resources }) => {
        Resources.BrokerFunction.Properties.Code = { ZipFile: 'exports.handler = () => {}' };
      },
      'BrokerFunction: Code: undefined/undefined: is no asset',
    ],
    [
      'an API that invokes a function without the grants',
      ({ Resources }) => {
        Resources.IamApiIntegration.Properties.IntegrationUri = {
          'Fn::GetAtt': ['BrokerAccessKeyRotation', 'Arn'],
        };
      },
      'BrokerAccessKeyRotation: Code: grants.json: is not the grants file under review',
    ],
  ];

  test.each(cases)('%s', (_, change, named) => {
    const problems = changedPage(sources, change);
    expect(problems).not.toContain('# Review');
    expect(problems).toContain(named);
  });
});

test('the page is refused for other grants than are deployed', () => {
  const { deployment } = sources;
  const grantsText = deployment.grantsText.replace('"READ"', '"LIST"');
  expect(() => reviewPage({ ...sources, deployment: { ...deployment, grantsText } })).toThrow(
    'BrokerFunction: Code: grants.json: is not the grants file under review',
  );
});

function statementOf({ Resources }: ChangeableTemplate): ChangeableTemplate {
  return Resources[ROLE].Properties.Policies[0].PolicyDocument.Statement[0];
}

function renamed(object: Record<string, unknown>, from: string, to: string): void {
  object[to] = object[from];
  delete object[from];
}
