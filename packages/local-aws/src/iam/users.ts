import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import { AccessKeys } from './access-keys.ts';
import { AttachedPolicies } from './attached-policies.ts';
import { checkEntityName } from './entity-name.ts';
import type { ManagedPolicies } from './managed-policies.ts';
import { uniqueId } from './unique-id.ts';

export interface User {
  readonly userName: string;
  readonly path: string;
  readonly arn: string;
  /** `AIDA…`. A new user with an old name gets a new id. */
  readonly userId: string;
  readonly createDate: Date;
  readonly policies: AttachedPolicies;
  readonly accessKeys: AccessKeys;
}

export interface NewUser {
  readonly userName: string;
  readonly path?: string;
  /** The ARN of a managed policy. */
  readonly permissionsBoundary?: string;
}

export class Users {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #managedPolicies: ManagedPolicies;
  readonly #users = new Map<string, User>();

  constructor(account: Account, clock: Clock, managedPolicies: ManagedPolicies) {
    this.#account = account;
    this.#clock = clock;
    this.#managedPolicies = managedPolicies;
  }

  /** Throws EntityAlreadyExists, NoSuchEntity (the boundary), ValidationError. */
  create(input: NewUser): User {
    const { userName, path = '/' } = input;
    checkEntityName('user', userName, path);
    if (this.#users.has(userName)) {
      throw new AwsError('EntityAlreadyExists', `User with name ${userName} already exists.`, 409);
    }
    const policies = new AttachedPolicies(this.#managedPolicies, 'user');
    policies.setBoundary(input.permissionsBoundary);
    const user: User = {
      userName,
      path,
      arn: `arn:${this.#account.partition}:iam::${this.#account.accountId}:user${path}${userName}`,
      userId: uniqueId('AIDA'),
      createDate: this.#clock.now(),
      policies,
      accessKeys: new AccessKeys(this.#clock),
    };
    this.#users.set(userName, user);
    return user;
  }

  /** Throws NoSuchEntity. */
  get(userName: string): User {
    const user = this.find(userName);
    if (user === undefined) {
      throw new AwsError('NoSuchEntity', `The user with name ${userName} cannot be found.`, 404);
    }
    return user;
  }

  find(userName: string): User | undefined {
    return this.#users.get(userName);
  }

  /** Throws NoSuchEntity, and DeleteConflict if the user has access keys or policies. */
  delete(userName: string): void {
    const user = this.get(userName);
    if (user.accessKeys.list().length > 0) {
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must delete access keys first.',
        409,
      );
    }
    user.policies.release();
    this.#users.delete(userName);
  }

  all(): readonly User[] {
    return [...this.#users.values()];
  }

  /** Looks up by unique id. A new user with an old name inherits nothing. */
  findById(userId: string): User | undefined {
    return this.all().find((user) => user.userId === userId);
  }

  /** Returns the user who has the key now, or who had it at the time `asOf`. */
  findByAccessKeyId(accessKeyId: string, asOf?: Date): User | undefined {
    return this.all().find((user) => user.accessKeys.find(accessKeyId, asOf));
  }
}
