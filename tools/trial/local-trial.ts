import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LocalAws, startLocalAws } from 'local-aws';
import { requireCdk } from '../cdk-cli.ts';
import { createOperator } from '../local/sample-callers.ts';
import { temporaryFolder, withTemporaryFolder } from '../temporary-folder.ts';

/** A local AWS that `cdk bootstrap` has prepared. */
export interface BootstrappedAws {
  readonly local: LocalAws;
  /** Variables with which AWS SDKs and the CDK CLI use only the local AWS, as its administrator. */
  readonly environment: NodeJS.ProcessEnv;
}

/** The values that a trial on the local AWS needs. */
export interface LocalTrial {
  readonly accountId: string;
  readonly tokenFile: string;
  readonly kmsKey: string;
  close(): Promise<void>;
}

const ISSUER = 'https://id.example.com';

const TOKEN_SECONDS = 3_600;

/** Starts a local AWS. Replaces this process's AWS variables, so that the process uses only the local AWS. */
export async function startLocalTrial(onWarning: (message: string) => void): Promise<LocalTrial> {
  const { local, environment } = await startBootstrappedAws(onWarning);
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('AWS_'))) {
    delete process.env[name];
  }
  Object.assign(process.env, environment);
  const issuer = await local.oidc.issuer(ISSUER);
  const tokenFile = path.join(temporaryFolder(), 'token');
  const claims = { sub: 'alice', aud: ['federation-broker', 'other'] };
  writeFileSync(tokenFile, await issuer.token(claims, { lifetimeSeconds: TOKEN_SECONDS }));
  return {
    ...{ accountId: local.account.accountId, tokenFile, kmsKey: local.kms.createKey().arn },
    close: () => local.close(),
  };
}

/** Starts a local AWS and runs `cdk bootstrap`, which creates the bucket and roles that the CDK CLI uses. */
export async function startBootstrappedAws(
  onWarning: (message: string) => void,
): Promise<BootstrappedAws> {
  const local = await startLocalAws({ onWarning });
  try {
    const environment = environmentOf(local);
    const { accountId, region } = local.account;
    // In a folder with an app, the CDK CLI would also synthesize the app, and lock the output folder against other CLIs.
    await withTemporaryFolder((cwd) =>
      requireCdk(['bootstrap', `aws://${accountId}/${region}`], { env: environment, cwd }),
    );
    return { local, environment };
  } catch (error) {
    await local.close();
    throw error;
  }
}

function environmentOf(local: LocalAws): NodeJS.ProcessEnv {
  const { accessKeyId, secretAccessKey } = createOperator(local);
  const { region } = local.account;
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: local.endpointUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
