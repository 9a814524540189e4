import { InvalidInput } from '../../core/problems.ts';
import { code, lines, type Markdown } from './markdown.ts';
import type { PermissionStatement, StatementCondition } from './policy-statements.ts';

/** What each action does, for who knows AWS by what it is for. One that is not here is shown by its name alone. */
const ACTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['*', 'do anything at all'],
  ['execute-api:Invoke', 'call the API'],
  ['iam:CreateAccessKey', 'make access keys'],
  ['iam:DeleteAccessKey', 'delete access keys'],
  ['iam:ListAccessKeys', 'list access keys'],
  ['kms:Decrypt', 'decrypt with the key'],
  ['kms:GenerateDataKey', 'encrypt with the key'],
  ['lambda:InvokeFunction', 'invoke the function'],
  ['logs:CreateLogStream', 'begin log streams'],
  ['logs:PutLogEvents', 'write to the log'],
  ['s3:AbortMultipartUpload', 'break off uploads'],
  ['s3:DeleteObject', 'delete objects'],
  ['s3:GetObject', 'read objects'],
  ['s3:ListBucket', 'list keys'],
  ['s3:PutObject', 'write objects'],
  ['secretsmanager:BatchGetSecretValue', 'read secrets, several at once'],
  ['secretsmanager:DescribeSecret', "read the secret's settings"],
  ['secretsmanager:GetSecretValue', "read the secret's value"],
  ['secretsmanager:PutSecretValue', 'write a value of the secret'],
  ['secretsmanager:UpdateSecretVersionStage', "choose the secret's current value"],
  ['sts:AssumeRole', 'act as the role'],
  ['sts:GetFederationToken', 'issue federation tokens'],
  ['sts:TagSession', 'tag the sessions that it issues'],
]);

/**
 * A condition reads KEY, these words, VALUES.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['ArnNotEquals', 'is none of'],
  ['DateLessThan', 'is before'],
  ['ForAllValues:StringEquals', 'are all among'],
  ['Null', 'is missing:'],
  ['StringEquals', 'is one of'],
  ['StringLike', 'is like one of'],
]);

/** **may** read the secret's value */
export function inWords({ effect, actions }: PermissionStatement): Markdown {
  const verbs = actions.map((action) => ACTION_WORDS.get(action) ?? `call ${code(action)}`);
  return `${effect === 'Allow' ? 'may' : '**must not** (Deny)'} ${verbs.join(', ')}`;
}

/** @throws InvalidInput for an operator without words: a condition that nobody can read is no condition to sign */
export function conditionsInWords({ policy, conditions }: PermissionStatement): Markdown {
  return conditions.length === 0
    ? 'always'
    : lines(conditions.map((condition) => conditionInWords(condition, policy)));
}

function conditionInWords({ operator, key, values }: StatementCondition, policy: string): Markdown {
  const words = OPERATOR_WORDS.get(operator);
  if (words === undefined) {
    throw new InvalidInput([
      `${policy}: Condition: ${operator}: is no operator that the review page has words for`,
    ]);
  }
  return `${code(key)} ${words} ${values.map(code).join(', ')} (${code(operator)})`;
}
