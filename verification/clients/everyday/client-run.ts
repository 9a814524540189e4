import type { Outcome } from '../command.ts';
import { ClientHome } from './client-home.ts';
import type { EverydayBed } from './everyday-bed.ts';
import {
  type EverydayClient,
  type Operation,
  PERMISSIONS,
  type Permission,
} from './everyday-client.ts';
import { type InstalledClient, isTooOld } from './find-client.ts';
import { COLUMNS, type Column, NEIGHBOUR, works } from './table.ts';

/** Matches the messages of clients when S3 refuses a request. */
const REFUSED =
  /access ?denied|\b403\b|forbidden|not permitted|not authorized|permission denied|insufficient permissions/i;

/** Runs one client's operations with each permission, and reports which of them work. */
export class ClientRun {
  readonly #client: EverydayClient;
  readonly #installed: InstalledClient;
  readonly #bed: EverydayBed;
  readonly #operations: readonly Operation[];
  /** The cells of the table: the key is the name of the operation and the column. */
  readonly cells = new Map<string, string>();

  constructor(client: EverydayClient, installed: InstalledClient, bed: EverydayBed) {
    this.#client = client;
    this.#installed = installed;
    this.#bed = bed;
    this.#operations = client.operations.filter(
      ({ oldest }) => !isTooOld(installed.version, oldest),
    );
  }

  async run(): Promise<void> {
    this.#skipTooNew();
    for (const permission of PERMISSIONS) {
      const home = await ClientHome.create(this.#bed, this.#client, this.#installed, permission);
      if (permission === 'READ' && this.#client.prepareReading !== undefined) {
        this.#report('prepare reading', await home.runAsOwner(this.#client.prepareReading));
      }
      await this.#tryPrinted(home, permission);
      for (const operation of this.#operationsIn(permission)) {
        await this.#check(home, home.prefix, operation, permission);
      }
      if (permission === 'READWRITE') {
        // The neighbour's name begins with the name of the session's folder, which a careless prefix would match.
        const neighbour = `${home.prefix}-${NEIGHBOUR}`;
        home.seed(neighbour);
        for (const operation of this.#operationsIn(NEIGHBOUR)) {
          await this.#check(home, neighbour, operation, NEIGHBOUR);
        }
      }
    }
  }

  #skipTooNew(): void {
    for (const { name, oldest } of this.#client.operations) {
      if (isTooOld(this.#installed.version, oldest)) {
        const what = `${this.#client.name} ${this.#installed.version}: ${name}`;
        this.#bed.testBed.report.skip(
          what,
          `${oldest?.reason} before ${oldest?.version}`,
          COLUMNS.length,
        );
      }
    }
  }

  /** Unless `runsAll` is set, each operation runs only with its smallest sufficient permission and in the neighbouring folder. */
  #operationsIn(column: Column): readonly Operation[] {
    return this.#operations.filter(
      (operation) => this.#bed.runsAll || column === NEIGHBOUR || operation.works[0] === column,
    );
  }

  async #tryPrinted(home: ClientHome, permission: Permission): Promise<void> {
    const { printedOldest, printedWorks = PERMISSIONS } = this.#client;
    if (printedWorks.includes(permission) && !isTooOld(this.#installed.version, printedOldest)) {
      const what = `what fedbroker config prints for ${permission} works`;
      this.#report(what, await home.tryPrinted(this.#client));
    }
  }

  #report(what: string, { succeeded, output }: Outcome): void {
    this.#bed.testBed.report.check(`${this.#client.name}: ${what}`, succeeded, output);
  }

  async #check(
    home: ClientHome,
    prefix: string,
    operation: Operation,
    column: Column,
  ): Promise<void> {
    const outcome = await home.run(operation.command, prefix);
    const expected = works(operation, column);
    const faults = await this.#faultsOfObjects(prefix, operation, expected);
    const asExpected = expected ? outcome.succeeded : this.#isRefusal(operation, outcome);
    const isGood = asExpected && faults.length === 0;
    this.#bed.testBed.report.check(
      `${this.#client.name}: ${operation.name}, ${column}: ${expected ? 'works' : 'is refused'}`,
      isGood,
      [outcome.succeeded ? 'exit code 0' : 'failed', ...faults, outcome.output].join('; '),
    );
    this.cells.set(`${operation.name} ${column}`, isGood ? (expected ? 'yes' : 'no') : 'FAILED');
  }

  #isRefusal({ whenRefused }: Operation, { succeeded, output }: Outcome): boolean {
    const says = REFUSED.test(output) || this.#client.refusal?.test(output) === true;
    return whenRefused === 'exits with 0' || (!succeeded && says);
  }

  /** Returns what is wrong with the stored objects after an operation. A refused operation must not change any. */
  async #faultsOfObjects(
    prefix: string,
    { writes = {}, deletes = [], whenRefused }: Operation,
    worked: boolean,
  ): Promise<readonly string[]> {
    if (!worked && whenRefused === 'writes, then fails') {
      return [];
    }
    const { objects, contents } = this.#bed;
    const faults: string[] = [];
    for (const [key, file] of Object.entries(writes)) {
      const isAsExpected = worked
        ? await objects.holds(`${prefix}/${key}`, contents[file])
        : !(await objects.exists(`${prefix}/${key}`));
      if (!isAsExpected) {
        faults.push(worked ? `${key} is not ${file}` : `${key} was written`);
      }
    }
    for (const key of deletes) {
      if ((await objects.exists(`${prefix}/${key}`)) === worked) {
        faults.push(worked ? `${key} is still there` : `${key} was deleted`);
      }
    }
    return faults;
  }
}
