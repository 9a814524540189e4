import { randomInt } from 'node:crypto';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from '../json-protocol.ts';
import { Secret, type SecretProperties } from './secret.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html */
const ARN_SUFFIX_LENGTH = 6;
const ARN_SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The account's secrets in one Region. */
export class Secrets {
  readonly #arnPrefix: string;
  readonly #byName = new Map<string, Secret>();

  constructor({ partition, region, accountId }: Account) {
    this.#arnPrefix = `arn:${partition}:secretsmanager:${region}:${accountId}:secret:`;
  }

  /** @throws AwsError InvalidParameterException, ResourceExistsException */
  create(properties: Omit<SecretProperties, 'arn'>): Secret {
    const { name } = properties;
    if (!NAME.test(name)) {
      throw invalidParameter('A secret name must have 1 to 512 of the characters A-Za-z0-9/_+=.@-');
    }
    if (this.#byName.has(name)) {
      throw new AwsError('ResourceExistsException', `The secret ${name} already exists.`);
    }
    const secret = new Secret({ ...properties, arn: `${this.#arnPrefix}${name}-${arnSuffix()}` });
    this.#byName.set(name, secret);
    return secret;
  }

  /**
   * @param secretId a name, an ARN, or an ARN without its six random characters
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
   */
  find(secretId: string): Secret | undefined {
    if (!secretId.startsWith(this.#arnPrefix)) {
      return this.#byName.get(secretId);
    }
    const name = secretId.slice(this.#arnPrefix.length);
    const byWholeArn = this.#byName.get(name.slice(0, -(ARN_SUFFIX_LENGTH + 1)));
    return byWholeArn?.arn === secretId ? byWholeArn : this.#byName.get(name);
  }

  /** @throws AwsError ResourceNotFoundException */
  get(secretId: string): Secret {
    const secret = this.find(secretId);
    if (secret === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    return secret;
  }

  delete(secret: Secret): void {
    this.#byName.delete(secret.name);
  }

  all(): readonly Secret[] {
    return [...this.#byName.values()];
  }
}

function arnSuffix(): string {
  return Array.from({ length: ARN_SUFFIX_LENGTH }, () =>
    ARN_SUFFIX_ALPHABET.charAt(randomInt(ARN_SUFFIX_ALPHABET.length)),
  ).join('');
}
