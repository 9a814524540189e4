import { BUCKET } from './clients.ts';
import type { Command } from './command.ts';
import { CommandLister, type Lister, ProgramLister } from './lister.ts';

/** How a client comes by credentials: the API itself, or `fedbroker` as its `credential_process`. */
export type Way = 'container' | 'process';

export interface DeliveryClient {
  readonly name: string;
  /** Succeeds where the client is installed. */
  readonly probe: Command;
  readonly start: (env: NodeJS.ProcessEnv) => Lister;
  /** What a list comes to while the broker is away and the session is about to end. */
  readonly meanwhile: 'ok' | 'error';
  /** What its user reads of a refusal, for each way that it knows. */
  readonly refusals: Readonly<Partial<Record<Way, string>>>;
}

/** Of the broker's own message. */
const REASON = 'None of your grants covers READ';

const NO_PROVIDER = 'Could not load credentials from any providers';

const PROGRAMS = 'verification/clients/programs';

export const DELIVERY_CLIENTS: readonly DeliveryClient[] = [
  {
    name: 'AWS SDK for JavaScript v3',
    probe: [process.execPath, '--version'],
    start: program(process.execPath, '--import', 'tsx', `${PROGRAMS}/list-on-demand.ts`),
    // It renews in the background, and keeps what it has until that is over.
    meanwhile: 'ok',
    // Its default chain keeps the errors of its providers to itself.
    refusals: { container: NO_PROVIDER, process: NO_PROVIDER },
  },
  {
    name: 'boto3',
    probe: ['python3', '-c', 'import boto3'],
    start: program('python3', `${PROGRAMS}/list_on_demand.py`),
    meanwhile: 'error',
    refusals: { container: REASON, process: REASON },
  },
  {
    name: 'AWS CLI',
    probe: ['aws', '--version'],
    start: (env) => new CommandLister(listWithAwsCli, env),
    meanwhile: 'error',
    refusals: { container: REASON, process: REASON },
  },
  {
    name: 'AWS SDK for Ruby v3',
    probe: ['ruby', '-e', 'require "aws-sdk-s3"'],
    start: program(
      'ruby',
      '-r',
      `./${PROGRAMS}/endpoint_from_environment.rb`,
      `${PROGRAMS}/list_on_demand.rb`,
    ),
    meanwhile: 'error',
    // What the process says goes to the terminal, and is no part of the SDK's error.
    refusals: { process: REASON },
  },
  {
    name: 'curl',
    probe: ['curl', '--aws-sigv4', 'aws:amz', '--version'],
    start: (env) =>
      new CommandLister((prefix) => ['sh', `${PROGRAMS}/list-with-curl.sh`, BUCKET, prefix], env),
    meanwhile: 'error',
    refusals: { container: REASON },
  },
];

function program(...command: Command): (env: NodeJS.ProcessEnv) => Lister {
  return (env) => new ProgramLister([...command, BUCKET], env);
}

function listWithAwsCli(prefix: string): Command {
  const request = ['list-objects-v2', '--bucket', BUCKET, '--prefix', prefix, '--max-keys', '1'];
  return [
    'aws',
    's3api',
    ...request,
    '--no-paginate',
    '--query',
    'Contents[0].Key',
    '--output',
    'text',
  ];
}
