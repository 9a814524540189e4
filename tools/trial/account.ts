import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsConsole } from '../../core/aws/aws-console.ts';
import type { ApiCredentials } from '../local/signed-fetch.ts';
import type { Caller } from './aws-call.ts';

/** The account that the trial may use, and who runs the trial there. */
export interface TrialAccount extends Caller {
  readonly accountId: string;
  readonly partition: string;
  /** ARN of the identity that runs the trial. */
  readonly identity: string;
  /** The page that gives sign-in tokens. */
  readonly signinEndpoint: string;
  /** Whether this is the local AWS, or another one that is not AWS. */
  readonly isLocal: boolean;
}

/**
 * Asks AWS whose credentials these are, with the default chain of the AWS SDK.
 *
 * @param expected the account that the person named
 * @throws Error if it is another account, or a root user
 */
export async function openAccount(expected: string): Promise<TrialAccount> {
  // The warning about old versions of Node.js is for those who write the program.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const sts = new STSClient({});
  try {
    const { Account: accountId = '', Arn: identity = '' } = await sts.send(
      new GetCallerIdentityCommand({}),
    );
    if (accountId !== expected) {
      throw new Error(
        `--account: these credentials belong to account ${accountId}, not to ${expected}. Nothing was done`,
      );
    }
    if (identity.endsWith(':root')) {
      throw new Error(
        'These are credentials of the root user, which cannot assume a role. Use an administrator role',
      );
    }
    const partition = identity.split(':')[1] ?? '';
    const local = process.env.AWS_ENDPOINT_URL;
    return {
      ...{ accountId, identity, partition, isLocal: local !== undefined },
      region: await sts.config.region(),
      credentials: () => sts.config.credentials(),
      signinEndpoint: `${local ?? `https://${awsConsole(partition).signinHost}`}/federation`,
    };
  } finally {
    sts.destroy();
  }
}

/** The environment of a program that must use these credentials, and no profile. */
export async function environmentOf({
  credentials,
  region,
}: Caller): Promise<Readonly<Record<string, string | undefined>>> {
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE, ...environment } = process.env;
  const { accessKeyId, secretAccessKey, sessionToken }: ApiCredentials = await credentials();
  return {
    ...environment,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
