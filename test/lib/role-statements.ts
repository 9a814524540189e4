import type { ReadableTemplate } from './readable-template.ts';

const SECRET = '${BrokerAccessKeySecret}';

const writeOwnLogs = (logGroup: string) => ({
  Sid: 'WriteOwnLogs',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: `\${${logGroup}.Arn}`,
});

/** The permissions of each function's role, by logical id. */
const ROLE_STATEMENTS = {
  BrokerFunctionRole: [
    {
      Sid: 'ReadTheBrokerAccessKey',
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: SECRET,
      Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    },
    writeOwnLogs('BrokerFunctionLogs'),
  ],
  BrokerAccessKeyRotationRole: [
    {
      Sid: 'RotateKeysOfTheBrokerUser',
      Effect: 'Allow',
      Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys'],
      Resource: '${BrokerUser.Arn}',
    },
    {
      Sid: 'KeepTheSecret',
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: SECRET,
    },
    writeOwnLogs('BrokerAccessKeyRotationLogs'),
  ],
  BrokerAccessKeyCleanupRole: [
    {
      Sid: 'DeleteKeysOfTheBrokerUser',
      Effect: 'Allow',
      Action: ['iam:ListAccessKeys', 'iam:DeleteAccessKey'],
      Resource: '${BrokerUser.Arn}',
    },
    writeOwnLogs('BrokerAccessKeyCleanupLogs'),
  ],
};

export type FunctionRole = keyof typeof ROLE_STATEMENTS;

export const FUNCTION_ROLES = Object.keys(ROLE_STATEMENTS) as readonly FunctionRole[];

/** Fails if the role has other permissions, or if anyone but Lambda can assume it. */
export function expectExactRole({ Resources }: ReadableTemplate, role: FunctionRole): void {
  const { Description, ...properties } = Resources[role]?.Properties ?? {};
  expect(properties).toEqual({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'LeastPrivilege',
        PolicyDocument: { Version: '2012-10-17', Statement: ROLE_STATEMENTS[role] },
      },
    ],
  });
}
