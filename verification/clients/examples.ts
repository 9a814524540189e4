import path from 'node:path';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { BUCKET } from './clients.ts';
import { type Command, outcomeOf } from './command.ts';
import type { DeliveryKind } from './deliveries.ts';
import { containerDelivery, processDelivery } from './delivery.ts';
import { createPerson } from './people.ts';
import type { TestBed } from './test-bed.ts';

interface Example {
  readonly file: string;
  /** A command that succeeds if this machine can run the example. */
  readonly probe: Command;
  readonly command: Command;
  readonly kind: DeliveryKind;
}

/** The number of objects. It is more than an example shows, so each example must stop after some pages. */
const OBJECTS = 60;

const KEYS_SHOWN = 50;

const EXAMPLES: readonly Example[] = [
  {
    file: 'typescript/list-keys.ts',
    probe: [process.execPath, '--version'],
    command: [process.execPath, '--import', 'tsx'],
    kind: 'container',
  },
  {
    file: 'python/list_keys.py',
    probe: ['python3', '-c', 'import boto3'],
    command: ['python3'],
    kind: 'container',
  },
  { file: 'shell/list-keys.sh', probe: ['aws', '--version'], command: ['sh'], kind: 'container' },
  {
    file: 'ruby/list_keys.rb',
    probe: ['ruby', '-e', 'require "aws-sdk-s3"'],
    command: ['ruby', '-r', './verification/clients/programs/endpoint_from_environment.rb'],
    kind: 'process',
  },
];

/** Examples that this check skips, because their SDKs come from package registries other than npm's. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'java/src/main/java/com/example/ListKeys.java': 'its SDK comes from Maven Central',
  'dotnet/ListKeys.cs': 'its SDK comes from NuGet',
  'php/list-keys.php': 'its SDK comes from Packagist',
};

/** Runs the programs of `examples/` unchanged. */
export async function checkExamples(testBed: TestBed): Promise<void> {
  const { broker, env, report } = testBed;
  const { tokenFile, home } = await createPerson(broker, testBed.folder, 'example');
  seed(broker, home);
  const wanted = { apiUrl: broker.apiUrl('jwt'), tokenFile, prefix: home };
  const delivered = {
    container: containerDelivery(wanted),
    process: processDelivery(wanted, testBed.fedbroker, testBed.folder),
  };
  for (const { file, probe, command, kind } of EXAMPLES) {
    if (!(await outcomeOf(probe, env)).succeeded) {
      report.skip(`examples/${file}`, 'its SDK is not installed', 1);
      continue;
    }
    const { succeeded, output } = await outcomeOf(
      [...command, path.join('examples', file), BUCKET, home],
      { ...env, ...delivered[kind] },
    );
    const shown = output.trimEnd().split('\n');
    const asExpected = shown.length === KEYS_SHOWN && shown.every(isKeyAndETag);
    report.check(`examples/${file} lists ${KEYS_SHOWN} keys`, succeeded && asExpected, output);
  }
  for (const [file, reason] of Object.entries(NOT_RUN)) {
    report.skip(`examples/${file}`, reason, 1);
  }
}

function seed({ local }: RunningBroker, home: string): void {
  for (let report = 1; report <= OBJECTS; report += 1) {
    const name = `report-${String(report).padStart(3, '0')}.csv`;
    local.s3.putObject(BUCKET, `${home}${name}`, Buffer.from(`report,${report}\n`));
  }
}

function isKeyAndETag(line: string, index: number): boolean {
  const number = String(index + 1).padStart(3, '0');
  return new RegExp(`^home/example/report-${number}\\.csv => "[0-9a-f]{32}"$`).test(line);
}
