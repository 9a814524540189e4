import { type Claim, judge } from '../claim.ts';
import { answerText } from '../trial.ts';

export const signInLink: Claim = {
  id: 'sign-in-link',
  claim:
    'The sign-in endpoint gives a link for a federated user, and the link redirects to the console',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
  command: 'GET /console?target=s3://BUCKET/PREFIX/*, then open the link',
  async try(trial) {
    const { bucket, prefix } = trial.folder;
    const target = encodeURIComponent(`s3://${bucket}/${prefix}*`);
    const { status, body } = await trial.call(`/console?target=${target}`);
    if (status !== 200) {
      return judge(false, answerText({ status, body }));
    }
    const { SigninUrl } = body as { SigninUrl: string };
    const { search } = new URL(SigninUrl);
    const link = `${trial.account.signinEndpoint}${search}`;
    const answer = await fetch(link, { redirect: 'manual' });
    const isRedirect = answer.status >= 300 && answer.status < 400;
    const { hostname } = new URL(answer.headers.get('location') ?? SigninUrl);
    return judge(isRedirect, isRedirect ? `${answer.status} to ${hostname}` : `${answer.status}`);
  },
};
