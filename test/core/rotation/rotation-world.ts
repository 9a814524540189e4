import { AccessKeys, SecretVersions } from 'local-aws/models';
import { ROTATION_STEPS, type RotationStep } from '../../../core/aws/rotation-step.ts';
import { type AccessKey, accessKeyIn } from '../../../core/rotation/access-key.ts';
import { rotateAccessKey } from '../../../core/rotation/rotate-access-key.ts';
import type { RotationDependencies, SecretVersion } from '../../../core/rotation/rotation-ports.ts';
import { FaultyCalls } from './faulty-calls.ts';

const PROPAGATION_MILLISECONDS = 5_000;

/**
 * The keys of a user and the versions of a secret in the local AWS, with a simulated clock. After each AWS call, it checks that
 * the rotation has not made an unusable key current, and has not deleted a key in use.
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
  /** Keys that an operator deleted or made current. Their effects are not faults of the rotation. */
  readonly #operators = new Set<string>();
  /** Descriptions of forbidden actions of the rotation. */
  readonly violations: string[] = [];

  readonly #propagationMilliseconds: number;
  /** Caches the key in each text of a secret, because the world parses the same few texts at every AWS call. */
  readonly #keysByText = new Map<string, AccessKey | undefined>();

  /** @param propagationMilliseconds how long AWS does not know a new access key */
  constructor(propagationMilliseconds = PROPAGATION_MILLISECONDS) {
    this.#propagationMilliseconds = propagationMilliseconds;
    this.overwriteSecret('{}');
  }

  get keyIds(): readonly string[] {
    return this.userKeys.list().map(({ accessKeyId }) => accessKeyId);
  }

  currentKey(): AccessKey | undefined {
    return this.#keyIn(this.secret.byLabel('AWSCURRENT')?.value?.content);
  }

  /** Keys that neither the current nor the previous version holds. */
  orphans(): readonly string[] {
    const held = ['AWSCURRENT', 'AWSPREVIOUS'].map(
      (label) => this.#keyIn(this.secret.byLabel(label)?.value?.content)?.accessKeyId,
    );
    return this.keyIds.filter((id) => !held.includes(id));
  }

  accepts(key: AccessKey | undefined): boolean {
    const known = key && this.userKeys.find(key.accessKeyId);
    return (
      known?.status === 'Active' &&
      known.secretAccessKey === key?.secretAccessKey &&
      this.#now - known.createDate.getTime() >= this.#propagationMilliseconds
    );
  }

  wait(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Like Secrets Manager, continues the unfinished rotation or starts a new one. */
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

  /** Runs all steps until one fails. */
  async rotate(): Promise<void> {
    const versionId = this.startRotation();
    for (const step of ROTATION_STEPS) {
      await this.step(step, versionId);
    }
  }

  /** Repeats the rotation, as an operator or the schedule would. */
  async rotateUntilDone(): Promise<void> {
    this.calls.setFault(undefined);
    // A rotation that cannot finish is canceled first.
    await this.rotate().catch(() => this.rotate());
  }

  /** Writes a value, as an operator can with UpdateSecret. */
  overwriteSecret(text: string): void {
    this.#versionsPut += 1;
    this.#operators.add(this.#keyIn(text)?.accessKeyId ?? '');
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

  /** Moves AWSCURRENT back to the previous version, if there is one. */
  rollBack(): void {
    const from = this.secret.byLabel('AWSCURRENT')?.id;
    const to = this.secret.byLabel('AWSPREVIOUS');
    if (to !== undefined) {
      this.#operators.add(this.#keyIn(to.value?.content)?.accessKeyId ?? '');
      this.secret.moveLabel({ label: 'AWSCURRENT', from, to: to.id });
    }
  }

  /** Removes AWSPENDING of an unfinished rotation. */
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

  #keyIn(text = ''): AccessKey | undefined {
    if (!this.#keysByText.has(text)) {
      this.#keysByText.set(text, accessKeyIn(text));
    }
    return this.#keysByText.get(text);
  }

  #check(): void {
    const inForce = this.currentKey();
    if (inForce && !this.#operators.has(inForce.accessKeyId) && !this.accepts(inForce)) {
      this.violations.push(`AWSCURRENT holds ${inForce.accessKeyId}, which AWS does not accept`);
    }
    const pending = this.#keyIn(this.secret.unfinishedRotation()?.value?.content)?.accessKeyId;
    if (pending && !this.#operators.has(pending) && !this.keyIds.includes(pending)) {
      this.violations.push(`AWSPENDING holds ${pending}, which was deleted`);
    }
  }
}
