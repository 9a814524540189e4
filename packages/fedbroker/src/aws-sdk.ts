/**
 * The parts of the AWS SDK that fedbroker uses. These parts make up nine tenths of the size of
 * fedbroker. The bundle contains them as text, which Node.js compiles when fedbroker first uses them.
 */

import type { Agent } from 'node:http';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { fromTokenFile } from '@aws-sdk/credential-provider-web-identity';
import { chain, memoize } from '@smithy/core/config';
import { fromContainerMetadata, fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentials, CredentialSource } from './host.ts';

export { Hash } from '@smithy/core/serde';
export { SignatureV4 } from '@smithy/signature-v4';

/** AWS SDKs renew credentials from 5 minutes before they expire. */
const RENEWAL_MILLISECONDS = 5 * 60 * 1_000;

type Provider = () => Promise<AwsCredentials>;

export interface ProviderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Connects to a URL as the environment says. */
  readonly agentFor: (url: URL) => Promise<Agent>;
  /** Returns the code of an MFA device. */
  readonly mfaCode: (serial: string) => Promise<string>;
}

/** Returns the SDK's provider for a source. It keeps the credentials, and gets new ones when they expire soon. */
export function credentialProvider(source: CredentialSource, options: ProviderOptions): Provider {
  const expiresSoon = ({ expiration }: AwsCredentials) =>
    expiration !== undefined && expiration.getTime() - Date.now() < RENEWAL_MILLISECONDS;
  const needsRenewal = ({ expiration }: AwsCredentials) => expiration !== undefined;
  return memoize(providerOf(source, options), expiresSoon, needsRenewal);
}

function providerOf({ kind, profile }: CredentialSource, options: ProviderOptions): Provider {
  const { env, mfaCode } = options;
  const clientConfig = { requestHandler: new EnvironmentHandler(options) };
  switch (kind) {
    case 'environment':
      return fromEnv();
    case 'profile':
      return fromIni({
        profile,
        mfaCodeProvider: mfaCode,
        clientConfig,
        parentClientConfig: clientConfig,
      });
    case 'web-identity':
      return fromTokenFile({ clientConfig, parentClientConfig: clientConfig });
    case 'machine':
      return machineProvider(env);
  }
}

/** Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
function machineProvider(env: ProviderOptions['env']): Provider {
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return chain(fromHttp(), fromContainerMetadata());
  }
  const { AWS_EC2_METADATA_DISABLED: disabled = 'false' } = env;
  return disabled.toLowerCase() === 'true'
    ? () => Promise.reject(new Error('AWS_EC2_METADATA_DISABLED is true'))
    : fromInstanceMetadata();
}

/**
 * Reaches STS and IAM Identity Center as the environment says: through the same proxy and with the same certificates as
 * the broker.
 */
class EnvironmentHandler extends NodeHttpHandler {
  readonly #agentFor: ProviderOptions['agentFor'];

  constructor({ agentFor }: ProviderOptions) {
    super();
    this.#agentFor = agentFor;
  }

  override async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>) {
    const { protocol, hostname, port } = request;
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    const agent = await this.#agentFor(url);
    return new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent }).handle(request, options);
  }
}
