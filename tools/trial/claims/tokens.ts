import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ContainerCredentials } from '../../../core/responses/token-response.ts';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge, notTried } from '../claim.ts';
import { answerText, type Trial } from '../trial.ts';

const NO_TOKEN = 'needs a token: --token-file';

async function callWithToken(trial: Trial, pathAndQuery: string) {
  const answer = await fetch(`${trial.output('JwtApiUrl')}${pathAndQuery}`, {
    headers: { authorization: `Bearer ${trial.token?.token}` },
  });
  return { status: answer.status, body: await answer.json() };
}

export const tokenClaims: Claim = {
  id: 'token-claims',
  claim:
    "The authorizer's context has the claims as the function compares them (exp and iat as text)",
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  command: 'curl -H "authorization: Bearer $TOKEN" "$JWT_API_URL/grants"',
  async try(trial) {
    if (trial.token === undefined) {
      return notTried(NO_TOKEN);
    }
    const answer = await callWithToken(trial, '/grants');
    return judge(answer.status === 200, answerText(answer));
  },
};

export const tokenAudiences: Claim = {
  id: 'token-audiences',
  claim: 'A token of several audiences is accepted: the context has them as [a b]',
  command:
    'curl -H "authorization: Bearer $TOKEN" "$JWT_API_URL/grants", with two audiences in the token',
  async try(trial) {
    if (trial.token?.hasAudiences !== true) {
      return notTried('needs a token with several audiences: --token-file');
    }
    const answer = await callWithToken(trial, '/grants');
    return judge(answer.status === 200, answerText(answer));
  },
};

export const sdkCredentials: Claim = {
  id: 'sdk-credentials',
  claim:
    'AWS SDKs can use the answer of GET /credentials, and Amazon S3 accepts the credentials in it',
  page: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html',
  command:
    'AWS_CONTAINER_CREDENTIALS_FULL_URI="$JWT_API_URL/credentials?…" aws s3 ls s3://BUCKET/PREFIX/',
  async try(trial) {
    if (trial.token === undefined) {
      return notTried(NO_TOKEN);
    }
    const { bucket: Bucket, prefix: Prefix } = trial.folder;
    const target = encodeURIComponent(`s3://${Bucket}/${Prefix}*`);
    const { status, body } = await callWithToken(
      trial,
      `/credentials?target=${target}&permission=READ`,
    );
    if (status !== 200) {
      return judge(false, answerText({ status, body }));
    }
    const { AccessKeyId, SecretAccessKey, Token } = body as ContainerCredentials;
    const s3 = new S3Client({
      region: trial.account.region,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: Token,
      },
    });
    const answer = await answerOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix })));
    return judge(answer === 'allowed', answer);
  },
};
