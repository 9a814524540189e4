import { InvalidInput } from '../../core/problems.ts';
import { code, type Markdown } from './markdown.ts';
import type { PermissionStatement, StatementCondition } from './policy-statements.ts';

/** What each action does, in words. An action without words is shown by its name. */
const ACTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['*', 'do everything'],
  ['execute-api:Invoke', 'call the API'],
  ['iam:CreateAccessKey', 'create access keys'],
  ['iam:DeleteAccessKey', 'delete access keys'],
  ['iam:ListAccessKeys', 'list access keys'],
  ['kms:Decrypt', 'decrypt with the key'],
  ['kms:GenerateDataKey', 'create data keys to encrypt with'],
  ['lambda:InvokeFunction', 'invoke the function'],
  ['logs:CreateLogStream', 'create log streams'],
  ['logs:PutLogEvents', 'write to the log'],
  ['s3:AbortMultipartUpload', 'abort multipart uploads'],
  ['s3:DeleteObject', 'delete objects'],
  ['s3:GetBucketLocation', "read the bucket's Region"],
  ['s3:GetObject', 'read objects'],
  ['s3:GetObjectAttributes', "read objects' sizes and checksums"],
  ['s3:GetObjectTagging', "read objects' tags"],
  ['s3:ListBucket', 'list keys'],
  ['s3:ListMultipartUploadParts', 'list parts of multipart uploads'],
  ['s3:PutObject', 'write objects'],
  ['secretsmanager:BatchGetSecretValue', 'read several secrets at once'],
  ['secretsmanager:DescribeSecret', "read the secret's settings"],
  ['secretsmanager:GetSecretValue', "read the secret's value"],
  ['secretsmanager:PutSecretValue', 'store a value in the secret'],
  ['secretsmanager:UpdateSecretVersionStage', 'choose which value of the secret is current'],
  ['sts:AssumeRole', 'assume the role'],
  ['sts:GetFederationToken', 'issue federation tokens'],
  ['sts:TagSession', 'put tags on issued sessions'],
]);

/**
 * The words between a condition's key and its values.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['ArnNotEquals', 'is none of'],
  ['Bool', 'is'],
  ['DateLessThan', 'is before'],
  ['ForAllValues:StringEquals', 'are all among'],
  ['StringEquals', 'is one of'],
  ['StringLike', 'matches one of'],
]);

/**
 * Words for the operator `Null`. Its value `false` means that the key must be present, which is hard to read as a double
 * negation.
 */
const NULL_WORDS: ReadonlyMap<string, string> = new Map([
  ['true', 'is absent'],
  ['false', 'is present'],
]);

/** Explanations of conditions, by key, operator and value. */
const CONDITION_MEANINGS: ReadonlyMap<string, string> = new Map([
  [
    's3:ObjectCreationOperation Bool false',
    'the request creates no object, but begins a multipart upload or sends a part of one',
  ],
  ['s3:if-none-match Null false', 'the request replaces no object'],
  [
    's3:x-amz-server-side-encryption-customer-algorithm Null false',
    "the sender brings a key of its own, which makes the object unreadable for the bucket's owner",
  ],
  ['aws:TagKeys Null false', 'the request has tags'],
]);

/** Describes the statement's effect and actions, such as "may read the secret's value". */
export function inWords({ effect, actions }: PermissionStatement): Markdown {
  const verbs = actions.map((action) => ACTION_WORDS.get(action) ?? `call ${code(action)}`);
  return `${effect === 'Allow' ? 'may' : '**must not** (Deny)'} ${verbs.join(', ')}`;
}

/**
 * @throws InvalidInput for an operator that this program cannot describe, because a reviewer cannot approve a condition
 *   without understanding it
 */
export function conditionsInWords({ policy, conditions }: PermissionStatement): Markdown {
  return conditions.length === 0
    ? 'always'
    : conditions.map((condition) => conditionInWords(condition, policy)).join(', and ');
}

function conditionInWords(condition: StatementCondition, policy: string): Markdown {
  const { operator, key, values } = condition;
  const meaning = CONDITION_MEANINGS.get(`${key} ${operator} ${values.join()}`);
  const words = `${code(key)} ${testInWords(condition, policy)} (${code(operator)})`;
  return meaning === undefined ? words : `${words}, which means that ${meaning}`;
}

function testInWords({ operator, values }: StatementCondition, policy: string): Markdown {
  const words = operator === 'Null' ? NULL_WORDS.get(values.join()) : OPERATOR_WORDS.get(operator);
  if (words === undefined) {
    throw new InvalidInput([
      `${policy}: Condition: ${operator}: the review page has no words for this operator: add them to tools/review/statement-words.ts`,
    ]);
  }
  return operator === 'Null' ? words : `${words} ${[...values].sort().map(code).join(', ')}`;
}
