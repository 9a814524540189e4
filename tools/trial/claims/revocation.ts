import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { timestamp } from '../../../core/timestamp.ts';
import { credentialsOf } from '../../local/signed-fetch.ts';
import { answerOf, until } from '../aws-answers.ts';
import { type Claim, judge, notTried } from '../claim.ts';
import { NAMED_BY_BUCKET } from '../names.ts';
import type { Trial } from '../trial.ts';

/** The longest time until a changed policy works everywhere. */
const PROPAGATION_SECONDS = 60;

/**
 * Milliseconds that the time of the revocation is ahead. `aws:TokenIssueTime` has whole seconds, and the clock of AWS may
 * differ. The deployment takes longer than this time.
 */
const AHEAD = 3_000;

export const revocation: Claim = {
  id: 'revocation',
  claim: 'A deployed revocation ends the live sessions of one federated user, and no others',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
  command: 'npm run revoke -- NAME, npm run deploy, then aws s3 ls with both sessions',
  async try(trial) {
    const other = await trial.issue(named(trial), { Name: NAMED_BY_BUCKET });
    const revoked = await trial.session();
    const federatedUser = revoked.FederatedUser.Arn.split('/')[1] ?? '';
    await trial.revoke([{ federatedUser, issuedBefore: timestamp(new Date(Date.now() + AHEAD)) }]);
    const answer = await until(
      (text) => text !== 'allowed',
      PROPAGATION_SECONDS,
      () => listing(trial, trial.folder, revoked),
    );
    const answerToOther = await listing(trial, named(trial), other);
    return judge(
      answer === 'AccessDenied' && answerToOther === 'allowed',
      `${answer} to the revoked session, ${answerToOther} to another`,
    );
  },
};

export const newSessionAfterRevocation: Claim = {
  id: 'new-session-after-revocation',
  claim: 'A session that is issued after the time of the revocation works',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
  command: 'POST /federation-tokens, then aws s3 ls (with issued credentials)',
  async try(trial) {
    const token = await trial.issue(trial.folder);
    const answer = await listing(trial, trial.folder, token);
    return judge(answer === 'allowed', answer);
  },
};

export const noLinkAfterRevocation: Claim = {
  id: 'no-link-after-revocation',
  claim:
    'Revoked credentials get no new sign-in link, or only one to a console that denies everything',
  command: 'getSigninToken with revoked credentials',
  async try(trial) {
    const { accessKeyId, secretAccessKey, sessionToken } = credentialsOf(await trial.session());
    const session = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken };
    const url = new URL(trial.account.signinEndpoint);
    url.search = new URLSearchParams({
      Action: 'getSigninToken',
      Session: JSON.stringify(session),
    }).toString();
    const { status } = await fetch(url);
    return status === 200
      ? notTried('it gave one. Open a link with it in a browser: does the console deny everything?')
      : judge(true, String(status));
  },
};

function named(trial: Trial) {
  return { ...trial.folder, prefix: 'named/' };
}

async function listing(
  trial: Trial,
  { bucket: Bucket, prefix: Prefix }: Trial['folder'],
  token: Awaited<ReturnType<Trial['session']>>,
): Promise<string> {
  const { s3 } = await trial.sessionClients(token);
  return answerOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 })));
}
