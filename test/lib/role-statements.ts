import type { ReadableTemplate } from './readable-template.ts';

const SECRET = '${BrokerAccessKeySecret}';

/** Without `kmsKey`, a key of AWS encrypts the secret, and no role needs a statement for that key. */
const useTheKey = (kmsKey: string | undefined, Action: string | readonly string[]) =>
  kmsKey === undefined
    ? []
    : [
        {
          Sid: 'UseTheKeyOfTheSecret',
          Effect: 'Allow',
          Action,
          Resource: kmsKey,
          Condition: {
            StringEquals: { 'kms:ViaService': 'secretsmanager.${AWS::Region}.amazonaws.com' },
          },
        },
      ];

const writeOwnLogs = (logGroup: string) => ({
  Sid: 'WriteOwnLogs',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: `\${${logGroup}.Arn}`,
});

/** What each function's role may do, by its logical id. */
const roleStatements = (kmsKey: string | undefined) => ({
  BrokerFunctionRole: [
    {
      Sid: 'ReadTheBrokerAccessKey',
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: SECRET,
      Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    },
    ...useTheKey(kmsKey, 'kms:Decrypt'),
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
    ...useTheKey(kmsKey, ['kms:Decrypt', 'kms:GenerateDataKey']),
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
  PortalFunctionRole: [writeOwnLogs('PortalFunctionLogs')],
});

export type FunctionRole = keyof ReturnType<typeof roleStatements>;

/** The roles of a stack without a portal. */
export const FUNCTION_ROLES: readonly FunctionRole[] = [
  'BrokerAccessKeyCleanupRole',
  'BrokerAccessKeyRotationRole',
  'BrokerFunctionRole',
];

/** All properties of the role but its description. */
export function roleProperties(role: FunctionRole, kmsKey?: string) {
  return {
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
        PolicyDocument: { Version: '2012-10-17', Statement: roleStatements(kmsKey)[role] },
      },
    ],
  };
}

/** Fails if the role may do more or less, or if anyone but Lambda may assume it. */
export function expectExactRole({ Resources }: ReadableTemplate, role: FunctionRole): void {
  const { Description, ...properties } = Resources[role]?.Properties ?? {};
  expect(properties).toEqual(roleProperties(role));
}
