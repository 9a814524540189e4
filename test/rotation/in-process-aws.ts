import { type RotationStep, rotateAccessKey } from '../../core/rotation/rotate-access-key.ts';
import type { RotationDependencies } from '../../core/rotation/rotation-ports.ts';
import { isAccepted } from '../../lambda/adapters/access-key-trial.ts';
import { secretVersions } from '../../lambda/adapters/secret-versions.ts';
import { userAccessKeys } from '../../lambda/adapters/user-access-keys.ts';
import { startEndpoint } from '../../packages/local-aws/src/endpoint.ts';
import { Credentials } from '../../packages/local-aws/src/iam/credentials.ts';
import { IamAuthorizer } from '../../packages/local-aws/src/iam/iam-authorizer.ts';
import { createIamService } from '../../packages/local-aws/src/iam/iam-service.ts';
import { Identities } from '../../packages/local-aws/src/iam/identities.ts';
import type { User } from '../../packages/local-aws/src/iam/users.ts';
import { Kms } from '../../packages/local-aws/src/kms/kms.ts';
import type { FunctionInvoker } from '../../packages/local-aws/src/lambda/invoker.ts';
import { SecretsManagerService } from '../../packages/local-aws/src/secrets-manager/secrets-manager-service.ts';
import { Sts } from '../../packages/local-aws/src/sts/sts.ts';
import { createStsService } from '../../packages/local-aws/src/sts/sts-service.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:rotation';
const account = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
const clock = { now: () => new Date() };

export interface InProcessOptions {
  /** Delay in seconds until a change of an access key takes effect. */
  readonly propagationSeconds: number;
  /** Waits for the rotation, in real or simulated time. */
  readonly sleep: RotationDependencies['sleep'];
  readonly onFault: (error: unknown) => void;
}

/** IAM, STS and Secrets Manager of the local AWS behind their endpoint, with the rotation in this process. */
export interface InProcessAws {
  readonly brokerUser: User;
  readonly secretArn: string;
  /** Number of trials of a new key that failed because AWS did not know the key yet. */
  refusedTrials(): number;
  /** Turns rotation on, which starts the first rotation. */
  configureRotation(): Promise<void>;
  /** Waits for the rotation under way. */
  rotated(): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts the services with this process's Date as clock, and points the AWS SDK clients of this process to them. */
export async function startInProcessAws(options: InProcessOptions): Promise<InProcessAws> {
  const identities = new Identities(account, clock);
  const propagation = { clock, seconds: options.propagationSeconds };
  const credentials = new Credentials(account, identities, propagation);
  const authorizer = new IamAuthorizer(account, clock, identities);
  const sts = new Sts({ account, clock, identities, credentials, authorizer });
  const brokerUser = createUser(identities, 'broker', 'sts:GetFederationToken');
  const functions: FunctionInvoker = { invoke: (_, event) => rotation.run(event) };
  const kms = new Kms(account, authorizer);
  const secretsManager = new SecretsManagerService({ account, clock, authorizer, kms, functions });
  const secretArn = secretsManager.createSecret({ name: 'key', secretString: '{}' });
  const endpoint = await startEndpoint({
    region: account.region,
    services: [
      createIamService({ account, identities, authorizer }),
      createStsService(sts),
      secretsManager,
    ],
    credentials,
    clock,
    port: 0,
    onInternalError: options.onFault,
  });
  const { accessKeyId, secretAccessKey } = createUser(identities, 'all', '*').accessKeys.create();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const rotation = inProcessRotation(secretArn, options);
  const rotated = async () => (await secretsManager.rotationSettled(secretArn))?.succeeded === true;
  return {
    brokerUser,
    secretArn,
    refusedTrials: rotation.refusedTrials,
    rotated,
    async configureRotation() {
      // The key that this process uses needs the same time to take effect.
      await options.sleep(options.propagationSeconds * 1_000);
      secretsManager.configureRotation({
        secretId: secretArn,
        functionArn: FUNCTION_ARN,
        automaticallyAfterDays: 30,
        rotateImmediately: true,
      });
    },
    close: () => endpoint.close(),
  };
}

function createUser(identities: Identities, userName: string, action: string): User {
  const user = identities.users.create({ userName });
  user.policies.putInline('Allow', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
  return user;
}

/** Wires the same parts as `lambda/rotate-access-key.ts`, but with its own `sleep`. */
function inProcessRotation(secretArn: string, { sleep, onFault }: InProcessOptions) {
  let refusedTrials = 0;
  const dependencies: RotationDependencies = {
    accessKeys: userAccessKeys('broker'),
    versions: secretVersions(secretArn),
    async isAccepted(accessKey) {
      const accepted = await isAccepted(accessKey);
      refusedTrials += accepted ? 0 : 1;
      return accepted;
    },
    clock: clock.now,
    sleep,
  };
  return {
    refusedTrials: () => refusedTrials,
    async run(event: unknown) {
      const { Step, ClientRequestToken } = event as {
        Step: RotationStep;
        ClientRequestToken: string;
      };
      try {
        await rotateAccessKey(Step, ClientRequestToken, dependencies);
        return { payload: null };
      } catch (error) {
        onFault(error);
        return { payload: {}, functionError: 'Unhandled' as const };
      }
    },
  };
}
