import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import { LATIN_FOLDER, LONG_FOLDER } from '../configuration.ts';
import { CALLER_ROLE, NAMED_BY_BUCKET } from '../names.ts';
import { answerText } from '../trial.ts';

/** Characters. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const NAME_MAX = 32;

export const tags: Claim = {
  id: 'tags',
  claim: 'Tags pass with sts:TagSession on *, limited to the keys of the grants',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html',
  command: 'POST /federation-tokens under a grant with tags',
  async try(trial) {
    const answer = await trial.requestSession(trial.folder, { DurationSeconds: 900 });
    return judge(answer.status === 200, answerText(answer));
  },
};

export const bucketPolicyNamesSession: Claim = {
  id: 'bucket-policy-names-session',
  claim:
    'A bucket policy that names the ARN of a session adds permissions, past its session policy and the ceiling. So no caller may choose a free name',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html',
  command: 'aws s3api get-object --bucket BUCKET --key shared/object … (with issued credentials)',
  async try(trial) {
    const { bucket: Bucket } = trial.folder;
    const read = async (Name: string) => {
      const token = await trial.issue({ bucket: Bucket, prefix: 'named/' }, { Name });
      const { s3 } = await trial.sessionClients(token);
      return answerOf(s3.send(new GetObjectCommand({ Bucket, Key: 'shared/object' })));
    };
    const answers = [await read(NAMED_BY_BUCKET), await read('trial-other')];
    return judge(
      answers[0] === 'allowed' && answers[1] === 'AccessDenied',
      `${answers[0]} to the session that is named, ${answers[1]} to another`,
    );
  },
};

export const latin: Claim = {
  id: 'latin-letters',
  claim: 'Letters up to U+00FF in a session policy mean the same letters in S3',
  page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  command: 'POST /federation-tokens for a folder such as ünïcode/, then list it',
  async try(trial) {
    const folder = { ...trial.folder, prefix: LATIN_FOLDER };
    const token = await trial.issue(folder);
    const { s3 } = await trial.sessionClients(token);
    const { KeyCount } = await s3.send(
      new ListObjectsV2Command({ Bucket: folder.bucket, Prefix: folder.prefix }),
    );
    return judge(KeyCount === 1, `${KeyCount} key of 1`);
  },
};

export const unicodeEscapes: Claim = {
  id: 'unicode-escapes',
  claim:
    'STS refuses characters above U+00FF in a session policy, also as \\u escapes. If it accepts them, the broker could accept such targets',
  command: 'aws sts assume-role --policy … with "s3:prefix": "\\u65e5\\u672c/*"',
  async try({ account }) {
    const statement = {
      ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      Condition: { StringLike: { 's3:prefix': 'ESCAPED/*' } },
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const sts = new STSClient(account);
    const request = new AssumeRoleCommand({
      RoleArn: `arn:${account.partition}:iam::${account.accountId}:role/${CALLER_ROLE}`,
      RoleSessionName: 'unicode',
      Policy: policy.replace('ESCAPED', '\\u65e5\\u672c'),
    });
    const answer = await answerOf(sts.send(request));
    return judge(answer === 'MalformedPolicyDocumentException', answer);
  },
};

export const longName: Claim = {
  id: 'names-of-32',
  claim: 'The name of a federated user may have 32 characters',
  page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  command: 'POST /federation-tokens with a Name of 32 characters',
  async try(trial) {
    const folder = { ...trial.folder, prefix: 'named/' };
    const answer = await trial.requestSession(folder, { Name: 'trial'.padEnd(NAME_MAX, 'x') });
    return judge(answer.status === 200, answerText(answer));
  },
};

export const packedSize: Claim = {
  id: 'packed-size',
  claim: 'A session policy of nearly 2,048 characters fits the packed size of STS, too',
  page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  command: 'POST /federation-tokens for a prefix of 700 characters',
  async try(trial) {
    const answer = await trial.requestSession({ ...trial.folder, prefix: LONG_FOLDER });
    const { PackedPolicySize, Policy } = { ...Object(answer.body) };
    return judge(
      answer.status === 200,
      answer.status === 200
        ? `${JSON.stringify(Policy).length} characters are ${PackedPolicySize}%`
        : answerText(answer),
    );
  },
};
