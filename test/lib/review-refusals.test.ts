import type { ReviewSources } from '../../lib/review/page.ts';
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
  ];

  test.each(cases)('%s', (_, change, named) => {
    const problems = changedPage(sources, change);
    expect(problems).not.toContain('# Review');
    expect(problems).toContain(named);
  });
});

function statementOf({ Resources }: ChangeableTemplate): ChangeableTemplate {
  return Resources[ROLE].Properties.Policies[0].PolicyDocument.Statement[0];
}

function renamed(object: Record<string, unknown>, from: string, to: string): void {
  object[to] = object[from];
  delete object[from];
}
