import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPerson, type Person } from '../people.ts';
import type { TestBed } from '../test-bed.ts';
import { EVERYDAY_CLIENTS } from './all-clients.ts';
import { ClientRun } from './client-run.ts';
import type { EverydayBed } from './everyday-bed.ts';
import type { EverydayClient } from './everyday-client.ts';
import { findClient, isTooOld } from './find-client.ts';
import { writeLocalFiles } from './local-files.ts';
import { LoopbackGuard } from './loopback-guard.ts';
import { StoredObjects } from './stored-objects.ts';
import { COLUMNS, tableLines } from './table.ts';

/** The number of clients that run at the same time. It equals the number of processors of the CI machine. */
const AT_ONCE = 2;

/**
 * Environment variables to remove before a run. They configure clients on this machine and could hide a setting that
 * `fedbroker config` fails to print.
 */
const OWN_SETTINGS = /^(AWS|FEDBROKER|RCLONE|RESTIC|MC|S3FS|XDG|.*_proxy$|.*_PROXY$)/;

/**
 * Runs common S3 clients with the settings that `fedbroker config` prints, and prints a table of what works.
 *
 * @param names the clients to run, all of which `EVERYDAY_CLIENTS` has. An empty list means all
 * @param runsAll whether each operation runs with every permission, not only with the smallest sufficient one
 */
export async function checkEverydayClients(
  testBed: TestBed,
  { names, runsAll }: { readonly names: readonly string[]; readonly runsAll: boolean },
  print: (line: string) => void,
): Promise<void> {
  const guard = new LoopbackGuard();
  await guard.start();
  const { broker, report } = testBed;
  const folder = path.join(testBed.folder, 'everyday');
  const person = await createPerson(broker, testBed.folder, 'everyday');
  const contents = writeLocalFiles(folder);
  const env = environment(testBed, guard, folder, person);
  const objects = await StoredObjects.in(person.home, broker, ['fedbroker'], env);
  const bed = { testBed, folder, person, contents, env, objects, runsAll };
  const cells = new Map<EverydayClient, ReadonlyMap<string, string>>();
  const queue = EVERYDAY_CLIENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const worker = async () => {
    for (let client = queue.shift(); client !== undefined; client = queue.shift()) {
      cells.set(client, await runClient(client, bed));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const asked = guard.asked();
  report.check('no everyday client leaves this machine', asked.length === 0, asked.join(' '));
  objects.close();
  await guard.stop();
  const lines = tableLines(
    (client, { name }, column) => cells.get(client)?.get(`${name} ${column}`) ?? '-',
  );
  for (const line of lines) {
    print(line);
  }
}

/** @returns the table cells of this client. The key is the name of the operation and the column */
async function runClient(
  client: EverydayClient,
  bed: EverydayBed,
): Promise<ReadonlyMap<string, string>> {
  const { name, oldest, operations } = client;
  const { report } = bed.testBed;
  const installed = await findClient(client, bed.env);
  const checks = operations.length * COLUMNS.length;
  if (installed === undefined) {
    report.skip(name, 'is not installed', checks);
    return new Map();
  }
  if (isTooOld(installed.version, oldest)) {
    report.skip(
      `${name} ${installed.version}`,
      `${oldest?.reason} before ${oldest?.version}`,
      checks,
    );
    return new Map();
  }
  const run = new ClientRun(client, installed, bed);
  await run.run();
  return run.cells;
}

/** Returns the environment of the clients: without settings of this machine, and with `fedbroker` in PATH. */
function environment(
  { broker, fedbroker }: TestBed,
  guard: LoopbackGuard,
  folder: string,
  { tokenFile }: Person,
): NodeJS.ProcessEnv {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    path.join(bin, 'fedbroker'),
    `#!/bin/sh\nexec '${process.execPath}' '${fedbroker}' "$@"\n`,
    { mode: 0o755 },
  );
  symlinkSync(process.execPath, path.join(bin, 'node'));
  const others = Object.entries(process.env).filter(([name]) => !OWN_SETTINGS.test(name));
  return {
    ...Object.fromEntries(others),
    ...guard.environment(),
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    RESTIC_PASSWORD: 'example',
    FEDBROKER_URL: broker.apiUrl('jwt'),
    FEDBROKER_TOKEN_FILE: tokenFile,
  };
}
