import { AwsError } from '../aws-error.ts';
import type { Service, ServiceResponse } from '../service.ts';
import { FEDERATION_PATH, readFederationRequest } from './federation-request.ts';
import type { ConsoleSession, Signin } from './signin.ts';

/** URLs and answers are secrets, because everybody who has them can sign in. */
const NOT_STORED = { 'cache-control': 'no-store' } as const;

/**
 * The federation endpoint. It is not an AWS API. A broker and browsers send it unsigned requests.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export function createSigninService(signin: Signin): Service {
  return {
    signingName: 'signin',
    async handle({ method, rawPath, rawQuery, principal }) {
      if (rawPath !== FEDERATION_PATH || principal.kind !== 'anonymous') {
        throw new AwsError(
          'NotSupportedByLocalAws',
          `Sign-in of the local AWS supports only unsigned requests to ${FEDERATION_PATH}.`,
        );
      }
      if (method !== 'GET') {
        throw new AwsError('MethodNotAllowed', 'The federation endpoint supports only GET.', 405);
      }
      const { action, parameters } = readFederationRequest(rawQuery);
      return action === 'login'
        ? redirect(signin.login(parameters))
        : answerToken(signin.getSigninToken(parameters));
    },
    renderError: ({ status, message }) => ({
      status,
      headers: { ...NOT_STORED, 'content-type': 'text/plain' },
      body: `HTTP Status ${status} - ${message}`,
    }),
  };
}

function answerToken(token: string): ServiceResponse {
  return {
    status: 200,
    headers: { ...NOT_STORED, 'content-type': 'application/json' },
    body: JSON.stringify({ SigninToken: token }),
  };
}

/** The cookie names the signed-in user, like the cookie of this name on AWS. Nothing here reads it. */
function redirect({ credential, destination }: ConsoleSession): ServiceResponse {
  const userInfo = encodeURIComponent(JSON.stringify({ arn: credential.principal.arn }));
  return {
    status: 302,
    headers: {
      ...NOT_STORED,
      location: destination,
      'set-cookie': `aws-userInfo=${userInfo}; Path=/`,
    },
    body: '',
  };
}
