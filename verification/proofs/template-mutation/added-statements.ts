import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';

type Statements = Readonly<Record<string, JsonObject>>;

const ANYTHING = { Effect: 'Allow', Resource: '*' };

/** To what a user or a role may do. */
const IDENTITY: Statements = {
  'allows everything': { ...ANYTHING, Action: '*' },
  'allows everything but IAM': { ...ANYTHING, NotAction: 'iam:*' },
  'allows new access keys': { ...ANYTHING, Action: 'iam:CreateAccessKey' },
  'allows federation tokens': { ...ANYTHING, Action: 'sts:GetFederationToken' },
  'allows roles': { ...ANYTHING, Action: 'sts:AssumeRole' },
  'allows Amazon S3': { ...ANYTHING, Action: 's3:*' },
  'allows secrets': { ...ANYTHING, Action: 'secretsmanager:*' },
  'allows functions': { ...ANYTHING, Action: 'lambda:*' },
  'allows logs': { ...ANYTHING, Action: 'logs:*' },
  'allows APIs': { ...ANYTHING, Action: 'execute-api:Invoke' },
};

/** To who may assume a role. */
const TRUST: Statements = {
  'trusts everybody': trusted({ AWS: '*' }),
  'trusts the account': trusted({ AWS: '111122223333' }),
  'trusts another account': trusted({ AWS: '999988887777' }),
  'trusts another service': trusted({ Service: 'ec2.amazonaws.com' }),
};

/** To who may do what with a resource. */
const RESOURCE: Statements = {
  'allows everybody': { ...ANYTHING, Action: 'secretsmanager:*', Principal: { AWS: '*' } },
  'allows another account': {
    ...ANYTHING,
    Action: 'secretsmanager:*',
    Principal: { AWS: '999988887777' },
  },
  'denies everybody': {
    Effect: 'Deny',
    Action: 'secretsmanager:*',
    Principal: '*',
    Resource: '*',
  },
};

/** By the member that a policy document is. */
export const ADDED_STATEMENTS: Readonly<Record<string, Statements>> = {
  PolicyDocument: IDENTITY,
  AssumeRolePolicyDocument: TRUST,
  ResourcePolicy: RESOURCE,
};

function trusted(principal: object): JsonObject {
  return { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal };
}
