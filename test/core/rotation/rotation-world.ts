import { type AccessKey, accessKeyIn } from '../../../core/rotation/access-key.ts';
import {
  ROTATION_STEPS,
  type RotationStep,
  rotateAccessKey,
} from '../../../core/rotation/rotate-access-key.ts';
import type { RotationDependencies, SecretVersion } from '../../../core/rotation/rotation-ports.ts';
import { AccessKeys } from '../../../packages/local-aws/src/iam/access-keys.ts';
import { SecretVersions } from '../../../packages/local-aws/src/secrets-manager/secret-versions.ts';
import { FaultyCalls } from './faulty-calls.ts';

/** New access keys are unknown for so long. */
const PROPAGATION_MILLISECONDS = 5_000;

/**
 * A user's keys and a secret's versions, the local AWS's own, on a simulated clock, as a rotation reaches them.
 * After each AWS call it is checked that the rotation has not put an unusable key in force or deleted one in use.
 */
export class RotationWorld implements RotationDependencies {
  rotationEnabled = true;
  /** Milliseconds. */
  readonly pauses: number[] = [];
  readonly #clock = { now: () => new Date(this.#now) };
  readonly userKeys = new AccessKeys(this.#clock);
  readonly secret = new SecretVersions();
  #now = Date.parse('2026-11-21T12:00:00Z');
  #versionsStarted = 0;
  #versionsPut = 0;
  readonly calls = new FaultyCalls(() => this.#check());
  /** Keys that an operator took away or put in force: what they break is not the rotation's fault. */
  readonly #operators = new Set<string>();
  /** What the rotation did and must never do. */
  readonly violations: string[] = [];

  constructor(current = '{}') {
    this.overwriteSecret(current);
  }

  get keyIds(): readonly string[] {
    return this.userKeys.list().map(({ accessKeyId }) => accessKeyId);
  }

  currentKey(): AccessKey | undefined {
    return accessKeyIn(this.secret.byLabel('AWSCURRENT')?.value?.content);
  }

  /** Keys that neither the current version holds nor the one before it. */
  orphans(): readonly string[] {
    const held = ['AWSCURRENT', 'AWSPREVIOUS'].map(
      (label) => accessKeyIn(this.secret.byLabel(label)?.value?.content)?.accessKeyId,
    );
    return this.keyIds.filter((id) => !held.includes(id));
  }

  accepts(key: AccessKey | undefined): boolean {
    const known = key && this.userKeys.find(key.accessKeyId);
    return (
      known?.status === 'Active' &&
      known.secretAccessKey === key?.secretAccessKey &&
      this.#now - known.createDate.getTime() >= PROPAGATION_MILLISECONDS
    );
  }

  wait(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** As Secrets Manager does: the unfinished rotation again, or else a new one. */
  startRotation(): string {
    const unfinished = this.secret.unfinishedRotation();
    if (unfinished !== undefined) {
      return unfinished.id;
    }
    this.#versionsStarted += 1;
    const versionId = `v${this.#versionsStarted}`;
    this.secret.startPending(versionId, this.#clock.now());
    return versionId;
  }

  async step(step: RotationStep, versionId: string): Promise<void> {
    this.calls.restart();
    await rotateAccessKey(step, versionId, this);
  }

  /** All steps, until one fails. */
  async rotate(): Promise<void> {
    const versionId = this.startRotation();
    for (const step of ROTATION_STEPS) {
      await this.step(step, versionId);
    }
  }

  /** As often as an operator or the schedule would have it. */
  async rotateUntilDone(): Promise<void> {
    this.calls.setFault(undefined);
    // One that cannot be finished is given up first.
    await this.rotate().catch(() => this.rotate());
  }

  /** What an operator can do with UpdateSecret. */
  overwriteSecret(text: string): void {
    this.#versionsPut += 1;
    this.#operators.add(accessKeyIn(text)?.accessKeyId ?? '');
    const value = { kind: 'SecretString', content: text } as const;
    this.secret.put(`overwritten-${this.#versionsPut}`, value, [], this.#clock.now());
  }

  takeAway(accessKeyId: string, how: 'delete' | 'deactivate'): void {
    this.#operators.add(accessKeyId);
    if (how === 'delete') {
      this.userKeys.delete(accessKeyId);
    } else {
      this.userKeys.setStatus(accessKeyId, 'Inactive');
    }
  }

  /** AWSCURRENT back to the version before, where there is one. */
  rollBack(): void {
    const from = this.secret.byLabel('AWSCURRENT')?.id;
    const to = this.secret.byLabel('AWSPREVIOUS');
    if (to !== undefined) {
      this.#operators.add(accessKeyIn(to.value?.content)?.accessKeyId ?? '');
      this.secret.moveLabel({ label: 'AWSCURRENT', from, to: to.id });
    }
  }

  /** Takes AWSPENDING off a rotation that has not come to its end. */
  cancelRotation(): void {
    const unfinished = this.secret.unfinishedRotation();
    if (unfinished !== undefined) {
      this.secret.moveLabel({ label: 'AWSPENDING', from: unfinished.id, to: undefined });
    }
  }

  readonly clock = () => this.#clock.now();

  readonly sleep = async (milliseconds: number) => {
    this.calls.dieIfCrashed();
    this.pauses.push(milliseconds);
    this.wait(milliseconds);
  };

  readonly accessKeys = {
    list: () =>
      this.calls.call(() =>
        this.userKeys
          .list()
          .map(({ accessKeyId, status }) => ({ id: accessKeyId, isActive: status === 'Active' })),
      ),
    create: () => this.calls.call(() => this.userKeys.create()),
    delete: (accessKeyId: string) =>
      this.calls.call(() => {
        if (this.userKeys.find(accessKeyId) !== undefined) {
          this.userKeys.delete(accessKeyId);
        }
      }),
  };

  readonly versions = {
    describe: () =>
      this.calls.call(() => ({
        rotationEnabled: this.rotationEnabled,
        stages: new Map(
          this.secret
            .all()
            .filter(({ labels }) => labels.length > 0)
            .map(({ id, labels }) => [id, labels]),
        ),
      })),
    read: (version: SecretVersion) =>
      this.calls.call(
        () =>
          ('id' in version ? this.secret.byId(version.id) : this.secret.byLabel(version.stage))
            ?.value?.content,
      ),
    putPending: (versionId: string, text: string) =>
      this.calls.call(() => {
        const value = { kind: 'SecretString', content: text } as const;
        this.secret.put(versionId, value, ['AWSPENDING'], this.#clock.now());
      }),
    removePending: (versionId: string) =>
      this.calls.call(() =>
        this.secret.moveLabel({ label: 'AWSPENDING', from: versionId, to: undefined }),
      ),
    moveCurrent: (to: string, from: string | undefined) =>
      this.calls.call(() => this.secret.moveLabel({ label: 'AWSCURRENT', from, to })),
  };

  isAccepted: RotationDependencies['isAccepted'] = (key) =>
    this.calls.call(() => this.accepts(key));

  #check(): void {
    const inForce = this.currentKey();
    if (inForce && !this.#operators.has(inForce.accessKeyId) && !this.accepts(inForce)) {
      this.violations.push(`AWSCURRENT holds ${inForce.accessKeyId}, which AWS does not accept`);
    }
    const pending = accessKeyIn(this.secret.unfinishedRotation()?.value?.content)?.accessKeyId;
    if (pending && !this.#operators.has(pending) && !this.keyIds.includes(pending)) {
      this.violations.push(`AWSPENDING holds ${pending}, which was deleted`);
    }
  }
}
