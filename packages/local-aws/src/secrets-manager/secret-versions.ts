import { AwsError } from '../aws-error.ts';
import { invalidParameter } from '../json-protocol.ts';
import { isSameValue, type SecretValue } from './secret-value.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS } from './staging-label.ts';

export interface SecretVersion {
  readonly id: string;
  readonly createdAt: Date;
  /** Undefined if a rotation created the version and has not put its value yet. */
  readonly value: SecretValue | undefined;
  /** If empty, the version is deprecated. */
  readonly labels: readonly string[];
}

export interface LabelMove {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The versions of a secret and their staging labels. A label is on one version at most. */
export class SecretVersions {
  readonly #versions = new Map<string, Pick<SecretVersion, 'createdAt' | 'value'>>();
  /** Label → version id. */
  readonly #labels = new Map<string, string>();

  byId(id: string): SecretVersion | undefined {
    const version = this.#versions.get(id);
    if (version === undefined) {
      return undefined;
    }
    const labels = [...this.#labels].filter(([, holder]) => holder === id).map(([label]) => label);
    return { id, ...version, labels: labels.sort() };
  }

  byLabel(label: string): SecretVersion | undefined {
    const holder = this.#labels.get(label);
    return holder === undefined ? undefined : this.byId(holder);
  }

  all(): readonly SecretVersion[] {
    return [...this.#versions.keys()].flatMap((id) => this.byId(id) ?? []);
  }

  /** Returns the version of an unfinished rotation. */
  unfinishedRotation(): SecretVersion | undefined {
    const pending = this.byLabel(AWSPENDING);
    return pending?.id === this.#labels.get(AWSCURRENT) ? undefined : pending;
  }

  /**
   * Stores a value under a version id. Storing the same value again changes nothing.
   *
   * Without labels, the version becomes AWSCURRENT. So does the first value of a secret.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
   *
   * @throws AwsError ResourceExistsException if the version has another value
   */
  put(id: string, value: SecretValue, labels: readonly string[], now: Date): void {
    const existing = this.#versions.get(id);
    if (existing?.value !== undefined) {
      if (!isSameValue(existing.value, value)) {
        throw new AwsError(
          'ResourceExistsException',
          `You can't use ClientRequestToken ${id} because that value is already in use for a version of this secret.`,
        );
      }
      return;
    }
    this.#versions.set(id, { createdAt: existing?.createdAt ?? now, value });
    const isFirst = !this.#labels.has(AWSCURRENT);
    for (const label of labels.length === 0 || isFirst ? [AWSCURRENT, ...labels] : labels) {
      this.#attach(label, id);
    }
  }

  /** Creates the version of a rotation: AWSPENDING, without a value. */
  startPending(id: string, now: Date): void {
    this.#versions.set(id, { createdAt: now, value: undefined });
    this.#attach(AWSPENDING, id);
  }

  removePending(id: string): void {
    if (this.#labels.get(AWSPENDING) === id) {
      this.#labels.delete(AWSPENDING);
    }
  }

  /**
   * Moves or removes a label. `from` must be the version that has it.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
   *
   * @throws AwsError ResourceNotFoundException, InvalidParameterException
   */
  moveLabel({ label, from, to }: LabelMove): void {
    for (const id of [from, to]) {
      if (id !== undefined && !this.#versions.has(id)) {
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret version: ${id}.`,
        );
      }
    }
    const holder = this.#labels.get(label);
    if (from !== undefined && from !== holder) {
      throw invalidParameter(
        `RemoveFromVersionId must be the version that has the staging label ${label}.`,
      );
    }
    if (to === undefined) {
      this.#remove(label, from);
      return;
    }
    if (from === undefined && holder !== undefined && holder !== to) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    this.#attach(label, to);
  }

  #remove(label: string, from: string | undefined): void {
    if (from === undefined) {
      throw invalidParameter('You must provide MoveToVersionId or RemoveFromVersionId.');
    }
    if (label === AWSCURRENT) {
      throw invalidParameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
      );
    }
    this.#labels.delete(label);
  }

  /** If AWSCURRENT moves, AWSPREVIOUS moves to the version that had it. */
  #attach(label: string, id: string): void {
    const left = this.#labels.get(label);
    this.#labels.set(label, id);
    if (label === AWSCURRENT && left !== undefined && left !== id) {
      this.#labels.set(AWSPREVIOUS, left);
    }
  }
}
