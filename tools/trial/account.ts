import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsConsole } from '../../core/aws/aws-console.ts';
import type { ApiCredentials } from '../local/signed-fetch.ts';
import type { Caller } from './aws-call.ts';

/** The account that the trial may use, and the identity that runs the trial. */
export interface TrialAccount extends Caller {
  readonly accountId: string;
  readonly partition: string;
  /** ARN of the identity that runs the trial. */
  readonly identity: string;
  /** The AWS sign-in endpoint that returns sign-in tokens. */
  readonly signinEndpoint: string;
  /** Whether the endpoints belong to the local AWS or another simulation, not to AWS. */
  readonly isLocal: boolean;
}

/**
 * Gets credentials from the default chain of the AWS SDK, and asks AWS which identity they belong to.
 *
 * @param expected the account that the person named
 * @throws Error if the credentials belong to another account, or to a root user
 */
export async function openAccount(expected: string): Promise<TrialAccount> {
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

/** The environment of a child process that must use these credentials, and not a profile. */
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
