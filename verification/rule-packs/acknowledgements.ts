import type { Acknowledgement } from './judgement.ts';

const BROKER = 'BrokerFunction';
const ROTATION = 'BrokerAccessKeyRotation';
const CLEANUP = 'BrokerAccessKeyCleanup';
const FUNCTIONS = [BROKER, ROTATION, CLEANUP];

const LOGS = [...FUNCTIONS.map((id) => `${id}Logs`), 'IamApiAccessLog', 'JwtApiAccessLog'];

const ALARMS = [
  ...['RotationFailed', 'NoUsableAccessKey', 'AccessKeyTooOld', 'AwsAccessDenied', 'Throttled'],
  ...['IamApiServerErrors', 'JwtApiServerErrors', 'Denials'],
].map((name) => `Alarms${name}`);

const DEAD_LETTERS = ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'];

/** Every finding that is to stay and that follows from no grant: each rule with each resource. */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  ...acknowledge(
    ['AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sts::<AWS::AccountId>:federated-user/*]'],
    ['BrokerUserCeiling'],
    'A federated user exists by being named, by the broker, which makes the name of the verified caller or takes it ' +
      'from the grant. What such a user may do is the session policy within the ceiling.',
  ),
  ...acknowledge(
    [
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:' +
        '<IamApi>/$default/GET/buckets/*/keys]',
    ],
    ['IamApiCallerPolicy'],
    'The wildcard is the bucket in the path of one route. The broker decides by its grants which buckets that may be.',
  ),
  // Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
  ...acknowledge(
    ['NIST.800.53.R5-IAMUserNoPolicies', 'CT.IAM.PR.4'],
    ['BrokerUser'],
    "GetFederationToken takes the key of an IAM user, and the session is limited by that user's policies. They are one " +
      'managed policy, its permissions boundary too, and policies that only deny. A group would let others in.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-IAMUserGroupMembership'],
    ['BrokerUser'],
    'Groups are for people whose rights change with their tasks. This user has no password and one task, and a group ' +
      'could gain policies or members without a change to this stack.',
  ),
  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
  ...acknowledge(
    ['NIST.800.53.R5-IAMNoInlinePolicy'],
    FUNCTIONS.map((id) => `${id}Role`),
    "IAM's guide has inline policies for a strict one-to-one relationship: this one is made for one role, is deleted " +
      'with it, and cannot be attached to another identity by mistake.',
  ),
  // Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  ...acknowledge(
    ['NIST.800.53.R5-SecretsManagerUsingKMSKey'],
    ['BrokerAccessKeySecret'],
    'It is encrypted under the key aws/secretsmanager. Who can read it is decided by its resource policy, which denies ' +
      'all but two roles whatever their own policies say; a key policy would have to repeat that.',
  ),
  // Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  ...acknowledge(
    ['NIST.800.53.R5-CloudWatchLogGroupEncrypted', 'CT.CLOUDWATCH.PR.3'],
    LOGS,
    'CloudWatch Logs encrypts every log group at rest. The events hold no secret, so a customer managed key would protect ' +
      'names and paths alone, and add a way to lose the log with the key.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-CloudWatchAlarmAction', 'CT.CLOUDWATCH.PR.1'],
    ALARMS,
    "Whom alarms notify is the deployment's alarmTopic: a topic of the operator's, which these configurations cannot know. " +
      'Without one they show on the dashboard.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-LambdaInsideVPC', 'CT.LAMBDA.PR.3'],
    FUNCTIONS,
    "It reaches nothing in a VPC and nothing reaches it but Lambda's own Invoke: its peers are public AWS endpoints, by " +
      'signed requests over TLS. A VPC would add NAT or endpoints, security groups, and rights on network interfaces.',
  ),
  // A reservation must leave 100 to other functions, and new accounts can have less than that in all.
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  ...acknowledge(
    ['NIST.800.53.R5-LambdaConcurrency'],
    [BROKER],
    "The throttle of the API's stage limits how many requests reach it. A reservation is taken from the account's other " +
      "functions, and where the account's quota is low the deployment fails.",
  ),
  ...acknowledge(
    ['NIST.800.53.R5-LambdaConcurrency'],
    [ROTATION, CLEANUP],
    'One service calls it, in turn: Secrets Manager step by step on its schedule, CloudFormation when the stack changes. ' +
      'A reservation would limit nothing, and fails to deploy where the quota is low.',
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
  ...acknowledge(
    DEAD_LETTERS,
    [BROKER],
    'Dead letters are of asynchronous invocations. API Gateway waits for the answer and hands failures to the caller; ' +
      'a queue of requests would hold what people asked for, and no one would answer them.',
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html
  ...acknowledge(
    DEAD_LETTERS,
    [ROTATION],
    'Dead letters are of asynchronous invocations. Secrets Manager waits for each step, records its failure, and runs ' +
      'the rotation again itself; every step can be repeated.',
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-cloudformation.html
  ...acknowledge(
    DEAD_LETTERS,
    [CLEANUP],
    "An event that was not answered fails the stack's operation after the resource's ServiceTimeout, where its operator " +
      'sees it and repeats it. The event carries a presigned URL that answers for the resource: not to be kept in a queue.',
  ),
  // Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
  ...acknowledge(
    ['Serverless-LambdaTracing'],
    FUNCTIONS,
    'An HTTP API has no X-Ray tracing to continue. One JSON event a request tells what happened and joins the access log ' +
      'and CloudTrail; tracing would give rights on every resource to a role that has none.',
  ),
];

/** Each rule with each resource, for one reason. */
function acknowledge(
  rules: readonly string[],
  resources: readonly string[],
  reason: string,
): readonly Acknowledgement[] {
  return rules.flatMap((rule) => resources.map((resource) => ({ rule, resource, reason })));
}
