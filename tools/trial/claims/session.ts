import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge, notTried } from '../claim.ts';

export const resourceAccount: Claim = {
  id: 'resource-account',
  claim:
    'aws:ResourceAccount in the ceiling fits the requests of Amazon S3, so a session lists its folder',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount',
  command: 'aws s3api list-objects-v2 --bucket BUCKET --prefix PREFIX/ (with issued credentials)',
  readsOnly: true,
  async try(trial) {
    const { bucket: Bucket, prefix: Prefix } = trial.folder;
    const { s3 } = await trial.sessionClients();
    const answer = await answerOf(
      s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 })),
    );
    return judge(answer === 'allowed', answer);
  },
};

export const sessionIdentity: Claim = {
  id: 'session-identity',
  claim: 'A session has the ARN federated-user/NAME that the audit log has',
  page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  command: 'aws sts get-caller-identity (with issued credentials)',
  readsOnly: true,
  async try(trial) {
    const { FederatedUser } = await trial.session();
    const { sts } = await trial.sessionClients();
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return judge(Arn === FederatedUser.Arn, String(Arn));
  },
};

export const sessionWithoutSts: Claim = {
  id: 'session-without-sts',
  claim: 'A session cannot make further sessions',
  page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
  command: 'aws sts get-federation-token --name other (with issued credentials)',
  readsOnly: true,
  async try(trial) {
    const { sts } = await trial.sessionClients();
    const answer = await answerOf(sts.send(new GetFederationTokenCommand({ Name: 'other' })));
    return judge(answer !== 'allowed', answer);
  },
};

export const sessionWithinFolder: Claim = {
  id: 'session-within-folder',
  claim:
    'The ceiling and the session policy intersect: a session for one folder does not list the bucket',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session',
  command: 'aws s3api list-objects-v2 --bucket BUCKET (with issued credentials)',
  readsOnly: true,
  async try(trial) {
    const { bucket: Bucket, prefix } = trial.folder;
    if (prefix === '') {
      return notTried('the grant covers the whole bucket');
    }
    const { s3 } = await trial.sessionClients();
    const answer = await answerOf(s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })));
    return judge(answer === 'AccessDenied', answer);
  },
};

export const readingDoesNotWrite: Claim = {
  id: 'reading-does-not-write',
  claim: 'A session for reading cannot write, although the account that owns the bucket is its own',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  command: 'aws s3api put-object --bucket BUCKET --key PREFIX/new (with issued credentials)',
  async try(trial) {
    const { bucket: Bucket, prefix } = trial.folder;
    const { s3 } = await trial.sessionClients();
    const owner = { ExpectedBucketOwner: trial.account.accountId };
    const request = new PutObjectCommand({ Bucket, ...owner, Key: `${prefix}new`, Body: 'x' });
    const answer = await answerOf(s3.send(request));
    return judge(answer === 'AccessDenied', answer);
  },
};

export const missingKey: Claim = {
  id: 'missing-key-404',
  claim:
    'S3 answers 404, not 403, to a missing key under a prefix that the session may list. Otherwise tools that look first (rclone, s3fs) fail on new keys',
  command:
    'aws s3api head-object --bucket BUCKET --key PREFIX/no-such-key (with issued credentials)',
  readsOnly: true,
  async try(trial) {
    const { bucket: Bucket, prefix } = trial.folder;
    const { s3 } = await trial.sessionClients();
    const request = new HeadObjectCommand({ Bucket, Key: `${prefix}no-such-key` });
    const answer = await answerOf(s3.send(request));
    return judge(answer === 'NotFound', answer);
  },
};
