import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Requester } from '../iam/authorizer.ts';
import { epochSeconds, type JsonAction, type JsonParameters } from '../json-protocol.ts';
import type { Rotations } from './rotations.ts';
import type { Secret } from './secret.ts';
import type { SecretAccess } from './secret-access.ts';
import type { SecretEncryption } from './secret-encryption.ts';
import { readSecretValue } from './secret-value.ts';
import type { SecretVersion } from './secret-versions.ts';
import { AWSCURRENT } from './staging-label.ts';
import {
  readLabel,
  readLabels,
  readOptionalLabel,
  readOptionalVersionId,
  readVersionId,
} from './version-parameters.ts';

interface SecretsManagerContext {
  readonly clock: Clock;
  readonly access: SecretAccess;
  readonly encryption: SecretEncryption;
  readonly rotations: Rotations;
}

/** An action on a secret, after IAM allowed it. */
interface SecretAction {
  readonly parameters: readonly string[];
  run(call: SecretCall): Record<string, unknown>;
}

interface SecretCall {
  readonly context: SecretsManagerContext;
  readonly requester: Requester;
  readonly secret: Secret;
  readonly parameters: JsonParameters;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
const ACTIONS: Readonly<Record<string, SecretAction>> = {
  DescribeSecret: { parameters: [], run: describeSecret },
  GetSecretValue: { parameters: ['VersionId', 'VersionStage'], run: getSecretValue },
  ListSecretVersionIds: { parameters: ['IncludeDeprecated'], run: listSecretVersionIds },
  PutSecretValue: {
    parameters: ['ClientRequestToken', 'SecretString', 'SecretBinary', 'VersionStages'],
    run: putSecretValue,
  },
  RotateSecret: { parameters: ['ClientRequestToken', 'RotateImmediately'], run: rotateSecret },
  UpdateSecretVersionStage: {
    parameters: ['VersionStage', 'MoveToVersionId', 'RemoveFromVersionId'],
    run: updateSecretVersionStage,
  },
};

/** Every action asks IAM first, and reads its other parameters afterwards. */
export function secretActions(context: SecretsManagerContext): ReadonlyMap<string, JsonAction> {
  return new Map(
    Object.entries(ACTIONS).map(([action, { parameters: names, run }]): [string, JsonAction] => [
      action,
      (parameters, requester) => {
        const secret = context.access.toSecret({ requester, action, parameters });
        parameters.allowOnly(['SecretId', ...names]);
        return {
          ARN: secret.arn,
          Name: secret.name,
          ...run({ context, requester, secret, parameters }),
        };
      },
    ]),
  );
}

function describeSecret({ secret }: SecretCall): Record<string, unknown> {
  const { rotation } = secret;
  const labelled = secret.versions.all().filter(({ labels }) => labels.length > 0);
  return {
    Description: secret.description,
    KmsKeyId: secret.kmsKey?.arn,
    RotationEnabled: rotation?.enabled ?? false,
    RotationLambdaARN: rotation?.functionArn,
    RotationRules: rotation && { AutomaticallyAfterDays: rotation.automaticallyAfterDays },
    CreatedDate: epochSeconds(secret.createdAt),
    LastChangedDate: epochSeconds(secret.lastChangedAt),
    LastRotatedDate: optionalSeconds(secret.lastRotatedAt),
    NextRotationDate: optionalSeconds(secret.nextRotationAt()),
    VersionIdsToStages: Object.fromEntries(labelled.map(({ id, labels }) => [id, labels])),
  };
}

function getSecretValue(call: SecretCall): Record<string, unknown> {
  const { context, requester, secret, parameters } = call;
  const id = readOptionalVersionId(parameters, 'VersionId');
  const label = readOptionalLabel(parameters, 'VersionStage');
  const version = id === undefined ? byLabel(secret, label ?? AWSCURRENT) : byId(secret, id);
  if (label !== undefined && !version.labels.includes(label)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  context.encryption.authorizeReading(secret, version.id, requester);
  return {
    VersionId: version.id,
    VersionStages: version.labels,
    CreatedDate: epochSeconds(version.createdAt),
    [version.value.kind]: version.value.content,
  };
}

function listSecretVersionIds({ secret, parameters }: SecretCall): Record<string, unknown> {
  const withDeprecated = parameters.optionalBoolean('IncludeDeprecated') ?? false;
  const versions = secret.versions
    .all()
    .filter(({ labels }) => withDeprecated || labels.length > 0)
    .map(({ id, labels, createdAt }) => ({
      VersionId: id,
      VersionStages: labels,
      CreatedDate: epochSeconds(createdAt),
    }));
  return { Versions: versions };
}

function putSecretValue(call: SecretCall): Record<string, unknown> {
  const { context, requester, secret, parameters } = call;
  const id = readVersionId(parameters, 'ClientRequestToken');
  const labels = readLabels(parameters, 'VersionStages');
  const value = readSecretValue(parameters);
  context.encryption.authorizeWriting(secret, id, requester);
  secret.putValue(id, value, labels, context.clock.now());
  return { VersionId: id, VersionStages: secret.versions.byId(id)?.labels };
}

function rotateSecret(call: SecretCall): Record<string, unknown> {
  const { context, requester, secret, parameters } = call;
  if (secret.rotation !== undefined) {
    context.access.toRotationFunction(requester, secret.rotation.functionArn);
  }
  const versionId = readVersionId(parameters, 'ClientRequestToken');
  if (parameters.optionalBoolean('RotateImmediately') ?? true) {
    context.rotations.start(secret, versionId);
  } else {
    context.rotations.startTest(secret, versionId);
  }
  return { VersionId: versionId };
}

function updateSecretVersionStage(call: SecretCall): Record<string, unknown> {
  const { context, secret, parameters } = call;
  secret.versions.moveLabel({
    label: readLabel(parameters, 'VersionStage'),
    from: readOptionalVersionId(parameters, 'RemoveFromVersionId'),
    to: readOptionalVersionId(parameters, 'MoveToVersionId'),
  });
  secret.lastChangedAt = context.clock.now();
  return {};
}

type VersionWithValue = SecretVersion & { readonly value: NonNullable<SecretVersion['value']> };

function byId(secret: Secret, id: string): VersionWithValue {
  return withValue(secret.versions.byId(id), `VersionId: ${id}`);
}

function byLabel(secret: Secret, label: string): VersionWithValue {
  return withValue(secret.versions.byLabel(label), `staging label: ${label}`);
}

function withValue(version: SecretVersion | undefined, searched: string): VersionWithValue {
  if (version?.value === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${searched}`,
    );
  }
  return { ...version, value: version.value };
}

function optionalSeconds(time: Date | undefined): number | undefined {
  return time === undefined ? undefined : epochSeconds(time);
}
