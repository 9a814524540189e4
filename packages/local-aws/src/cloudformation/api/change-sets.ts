import { randomUUID } from 'node:crypto';
import type { Account } from '../../account.ts';
import type { Deployer } from '../deployer.ts';
import type { PlannedChange } from '../planned-changes.ts';
import type { Stack } from '../stack.ts';
import type { StackInput } from '../stack-input.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export interface ChangeSet {
  readonly changeSetName: string;
  readonly changeSetId: string;
  readonly description: string | undefined;
  readonly createdAt: Date;
  readonly stack: Stack;
  readonly input: StackInput;
  readonly changes: readonly PlannedChange[];
  readonly deployer: Deployer;
  readonly roleArn: string | undefined;
  /** The reason why the change set cannot be executed, if there is one. */
  readonly failure: string | undefined;
}

/** The change sets of all stacks. A change set is complete as soon as it is created. */
export class ChangeSets {
  readonly #account: Account;
  readonly #changeSets: ChangeSet[] = [];

  constructor(account: Account) {
    this.#account = account;
  }

  add(changeSet: Omit<ChangeSet, 'changeSetId'>): ChangeSet {
    const { partition, region, accountId } = this.#account;
    const changeSetId = `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${changeSet.changeSetName}/${randomUUID()}`;
    const added = { ...changeSet, changeSetId };
    this.#changeSets.push(added);
    return added;
  }

  ofStack(stack: Stack): readonly ChangeSet[] {
    return this.#changeSets.filter((each) => each.stack === stack);
  }

  find(nameOrId: string, stack: Stack | undefined): ChangeSet | undefined {
    return this.#changeSets.find(
      ({ changeSetName, changeSetId, stack: of }) =>
        changeSetId === nameOrId || (of === stack && changeSetName === nameOrId),
    );
  }

  delete(changeSet: ChangeSet): void {
    this.#changeSets.splice(this.#changeSets.indexOf(changeSet), 1);
  }

  /** Deletes all change sets of the stack. After one change set is executed, the others are out of date. */
  deleteOfStack(stack: Stack): void {
    for (const changeSet of this.ofStack(stack)) {
      this.delete(changeSet);
    }
  }
}
