/** The actions in `ReadOnlyAccess` that belong to the services of the local AWS. */
const READ_ONLY = [
  'apigateway:GET',
  'cloudformation:Describe*',
  'cloudformation:Detect*',
  'cloudformation:Get*',
  'cloudformation:List*',
  'cloudwatch:Describe*',
  'cloudwatch:Get*',
  'cloudwatch:List*',
  'iam:Get*',
  'iam:List*',
  'kms:Describe*',
  'kms:Get*',
  'kms:List*',
  'lambda:Get*',
  'lambda:List*',
  'logs:Describe*',
  'logs:FilterLogEvents',
  'logs:Get*',
  'logs:StartQuery',
  's3:Get*',
  's3:List*',
  'secretsmanager:Describe*',
  'secretsmanager:GetResourcePolicy',
  'secretsmanager:List*',
  'ssm:Describe*',
  'ssm:Get*',
  'ssm:List*',
  'sts:GetCallerIdentity',
];

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudFormationReadOnlyAccess.html */
const CLOUDFORMATION_READ_ONLY = [
  'cloudformation:Describe*',
  'cloudformation:EstimateTemplateCost',
  'cloudformation:Get*',
  'cloudformation:List*',
  'cloudformation:ValidateTemplate',
  'cloudformation:Detect*',
];

/**
 * The AWS managed policies that the CDK's bootstrap stack attaches, by name.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, object> = new Map([
  ['AdministratorAccess', allowing('*')],
  ['AWSCloudFormationReadOnlyAccess', allowing(CLOUDFORMATION_READ_ONLY)],
  ['ReadOnlyAccess', allowing(READ_ONLY)],
]);

function allowing(actions: string | readonly string[]): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  };
}
