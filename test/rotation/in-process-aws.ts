import { type LocalAws, startLocalAws, type User } from 'local-aws';
import type { RotationStep } from '../../core/aws/rotation-step.ts';
import { rotateAccessKey } from '../../core/rotation/rotate-access-key.ts';
import type { RotationDependencies } from '../../core/rotation/rotation-ports.ts';
import { isAccepted } from '../../lambda/adapters/access-key-trial.ts';
import { secretVersions } from '../../lambda/adapters/secret-versions.ts';
import { userAccessKeys } from '../../lambda/adapters/user-access-keys.ts';

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
  const aws = await startLocalAws({
    faults: { accessKeyPropagationSeconds: options.propagationSeconds },
    functionHandler: (_, event) => rotation.run(event),
    onWarning: options.onFault,
  });
  const brokerUser = createUser(aws, 'broker', 'sts:GetFederationToken');
  const functionArn = await createRotationFunction(aws);
  const secretArn = aws.secretsManager.createSecret({ name: 'key', secretString: '{}' });
  const { accessKeyId, secretAccessKey } = createUser(aws, 'all', '*').accessKeys.create();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpointUrl,
    AWS_REGION: aws.account.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const rotation = inProcessRotation(secretArn, options);
  const rotated = async () =>
    (await aws.secretsManager.rotationSettled(secretArn))?.succeeded === true;
  return {
    brokerUser,
    secretArn,
    refusedTrials: rotation.refusedTrials,
    rotated,
    async configureRotation() {
      // The key that this process uses needs the same time to take effect.
      await options.sleep(options.propagationSeconds * 1_000);
      aws.secretsManager.configureRotation({
        secretId: secretArn,
        functionArn,
        automaticallyAfterDays: 30,
        rotateImmediately: true,
      });
    },
    close: () => aws.close(),
  };
}

/** The function itself, its role, and the permission of Secrets Manager to invoke it. */
async function createRotationFunction({ functions, identities }: LocalAws): Promise<string> {
  const { arn: roleArn } = identities.roles.create({
    roleName: 'rotation',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  const functionArn = await functions.create({
    functionName: 'rotation',
    codeFolder: '',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    roleArn,
    timeoutSeconds: 60,
    memorySizeMb: 128,
    variables: {},
    logging: { logGroup: '/aws/lambda/rotation', format: 'JSON' },
  });
  functions.addPermission(functionArn, {
    statementId: 'SecretsManager',
    action: 'lambda:InvokeFunction',
    principal: 'secretsmanager.amazonaws.com',
  });
  return functionArn;
}

function createUser({ identities }: LocalAws, userName: string, action: string): User {
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
    clock: () => new Date(),
    sleep,
  };
  return {
    refusedTrials: () => refusedTrials,
    async run(event: unknown): Promise<void> {
      const { Step, ClientRequestToken } = event as {
        Step: RotationStep;
        ClientRequestToken: string;
      };
      try {
        await rotateAccessKey(Step, ClientRequestToken, dependencies);
      } catch (error) {
        onFault(error);
        throw error;
      }
    },
  };
}
