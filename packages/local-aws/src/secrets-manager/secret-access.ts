import type { Account } from '../account.ts';
import type { Authorizer, Requester } from '../iam/authorizer.ts';
import type { JsonParameters } from '../json-protocol.ts';
import type { Secret } from './secret.ts';
import type { Secrets } from './secrets.ts';

/** Condition keys with the value of the request's parameter of the same name, if the request has it. */
const REQUEST_KEYS = ['SecretId', 'VersionId', 'VersionStage'] as const;

export interface SecretRequest {
  readonly requester: Requester;
  /** `GetSecretValue` */
  readonly action: string;
  readonly parameters: JsonParameters;
}

/**
 * Finds the secret of a request, and asks IAM whether the request is allowed, with the secret's policy.
 *
 * Actions, resources and keys:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export class SecretAccess {
  readonly #account: Account;
  readonly #authorizer: Authorizer;
  readonly #secrets: Secrets;

  constructor(account: Account, authorizer: Authorizer, secrets: Secrets) {
    this.#account = account;
    this.#authorizer = authorizer;
    this.#secrets = secrets;
  }

  /**
   * If the secret does not exist, IAM decides by the id in the request.
   *
   * @throws AwsError AccessDenied, ResourceNotFoundException, InvalidParameterException
   */
  toSecret({ requester, action, parameters }: SecretRequest): Secret {
    const secretId = parameters.string('SecretId');
    const secret = this.#secrets.find(secretId);
    const policy = secret?.resourcePolicy;
    this.#authorizer.authorize({
      principal: requester.principal,
      sourceIp: requester.sourceIp,
      action: `secretsmanager:${action}`,
      resource: secret?.arn ?? secretId,
      resourceAccount: this.#account.accountId,
      context: { ...requestKeys(parameters), ...rotationKey(secret) },
      ...(policy === undefined ? {} : { resourcePolicy: policy }),
    });
    return this.#secrets.get(secretId);
  }

  /**
   * To start a rotation, the caller must be allowed to invoke its function.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   *
   * @throws AwsError AccessDenied
   */
  toRotationFunction({ principal, sourceIp }: Requester, functionArn: string): void {
    this.#authorizer.authorize({
      principal,
      sourceIp,
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      resourceAccount: this.#account.accountId,
    });
  }
}

function requestKeys(parameters: JsonParameters): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of REQUEST_KEYS) {
    const value = parameters.optionalString(name);
    if (value !== undefined) {
      keys[`secretsmanager:${name}`] = value;
    }
  }
  return keys;
}

function rotationKey(secret: Secret | undefined): Record<string, string> {
  const functionArn = secret?.rotation?.functionArn;
  return functionArn === undefined
    ? {}
    : { 'secretsmanager:resource/AllowRotationLambdaArn': functionArn };
}
