import type { Acknowledgement } from './judgement.ts';

const BROKER = 'BrokerFunction';
const ROTATION = 'BrokerAccessKeyRotation';
const CLEANUP = 'BrokerAccessKeyCleanup';
const PORTAL = 'PortalFunction';
const PORTAL_ROUTES = ['PortalGet', 'PortalGetPortalConfigJson', 'PortalGetPortalFile'];

const ALARM = 'AWS::CloudWatch::Alarm';
const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const ROLE = 'AWS::IAM::Role';
const SECRET = 'AWS::SecretsManager::Secret';
const USER = 'AWS::IAM::User';

const DEAD_LETTERS = ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'];

/** The findings that we accept and that do not depend on the grants. */
export const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  ...acknowledge(
    ['AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sts::<AWS::AccountId>:federated-user/*]'],
    ['BrokerUserCeiling'],
    'A federated user exists only while the broker names it. The broker derives the name from the verified caller or takes ' +
      'it from the grant. The session policy within the ceiling limits what that user may do.',
  ),
  ...acknowledge(
    [
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:' +
        '<IamApi>/$default/GET/buckets/*/keys]',
    ],
    ['IamApiCallerPolicy'],
    'The wildcard is the bucket in the path of one route. The grants decide which buckets a caller may name there.',
  ),
  // Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
  ...acknowledge(
    ['NIST.800.53.R5-IAMUserNoPolicies', 'CT.IAM.PR.4'],
    [USER],
    "GetFederationToken needs the access key of an IAM user, and that user's policies limit the session. The user has one " +
      'managed policy, which is also its permissions boundary, and policies that only deny. A group could let others in.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-IAMUserGroupMembership'],
    [USER],
    'Groups are for people whose permissions change with their tasks. This user has no password and one task, and a group ' +
      'could gain policies or members without a change of this stack.',
  ),
  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
  ...acknowledge(
    ['NIST.800.53.R5-IAMNoInlinePolicy'],
    [ROLE],
    "IAM's guide recommends inline policies for a strict one-to-one relationship. Each of these belongs to one role, is " +
      'deleted with it, and cannot be attached to another identity by mistake.',
  ),
  // Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  ...acknowledge(
    ['NIST.800.53.R5-SecretsManagerUsingKMSKey'],
    [SECRET],
    'Without kmsKey in the configuration, the key aws/secretsmanager encrypts it. Its resource policy decides who can read ' +
      'it: it denies all but two roles whatever their own policies allow. A key policy would have to repeat that.',
  ),
  // Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  ...acknowledge(
    ['NIST.800.53.R5-CloudWatchLogGroupEncrypted', 'CT.CLOUDWATCH.PR.3'],
    [LOG_GROUP],
    'CloudWatch Logs encrypts every log group at rest, and the events hold no secret. A customer managed key (kmsKey in the ' +
      'configuration) only protects names and paths, and the log is lost if the key is.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-CloudWatchAlarmAction', 'CT.CLOUDWATCH.PR.1'],
    [ALARM],
    "The configuration's alarmTopic is the operator's own topic, which the shipped configuration cannot know. Without one, " +
      'the alarms show on the dashboard.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-LambdaInsideVPC', 'CT.LAMBDA.PR.3'],
    [FUNCTION],
    'The functions reach only public AWS endpoints, with signed requests over TLS, and only Lambda invokes them. A VPC would ' +
      'add NAT gateways or endpoints, security groups, and permissions on network interfaces.',
  ),
  // A reservation must leave 100 to other functions, and a new account can have fewer than that.
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  ...acknowledge(
    ['NIST.800.53.R5-LambdaConcurrency'],
    [BROKER],
    "The throttle of the API's stage limits how many requests reach it. A reservation (reservedConcurrency in the " +
      "configuration) takes concurrency from the account's other functions, and fails to deploy where the quota is low.",
  ),
  ...acknowledge(
    ['NIST.800.53.R5-LambdaConcurrency'],
    [ROTATION, CLEANUP],
    'One service invokes it, one invocation at a time: Secrets Manager for each step of a rotation, CloudFormation when the ' +
      'stack changes. A reservation would limit nothing, and fails to deploy where the quota is low.',
  ),
  ...acknowledge(
    ['AwsSolutions-APIG4', 'CT.APIGATEWAY.PR.5'],
    PORTAL_ROUTES,
    'A browser loads the page before anybody signs in. The routes serve public files and settings from a function that may ' +
      'only write its log. The page calls all other routes with a token.',
  ),
  ...acknowledge(
    ['NIST.800.53.R5-LambdaConcurrency'],
    [PORTAL],
    'Throttles of its three routes limit how many requests reach it. A reservation takes concurrency from the ' +
      "account's other functions, and fails to deploy where the quota is low.",
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
  ...acknowledge(
    DEAD_LETTERS,
    [BROKER, PORTAL],
    'Only asynchronous invocations have dead letters. API Gateway waits for the answer and reports failures to the caller. A ' +
      'queue would store what people asked for, and nobody would answer it.',
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html
  ...acknowledge(
    DEAD_LETTERS,
    [ROTATION],
    'Only asynchronous invocations have dead letters. Secrets Manager waits for each step, records its failure, and retries ' +
      'the rotation itself. Every step can be repeated.',
  ),
  // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-cloudformation.html
  ...acknowledge(
    DEAD_LETTERS,
    [CLEANUP],
    "An event without an answer fails the stack's operation after the resource's ServiceTimeout. The operator sees the " +
      'failure and retries. The event holds a presigned URL that answers for the resource, so no queue must store it.',
  ),
  // Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
  ...acknowledge(
    ['Serverless-LambdaTracing'],
    [FUNCTION],
    'HTTP APIs do not support X-Ray, so there is no trace to continue. One JSON event per request says what happened and ' +
      'joins the access log and CloudTrail. Tracing would give the roles permissions on every resource.',
  ),
];

/** Each rule for each resource or type. */
function acknowledge(
  rules: readonly string[],
  resources: readonly string[],
  reason: string,
): readonly Acknowledgement[] {
  return rules.flatMap((rule) => resources.map((resource) => ({ rule, resource, reason })));
}
