import { BUCKET } from './clients.ts';
import type { Command } from './command.ts';
import { CommandLister, type Lister, ProgramLister } from './lister.ts';

/** Where a client gets credentials: from the API, or from `fedbroker` as its `credential_process`. */
export type DeliveryKind = 'container' | 'process';

export interface DeliveryClient {
  readonly name: string;
  /** A command that succeeds if the client is installed. */
  readonly probe: Command;
  readonly start: (env: NodeJS.ProcessEnv) => Lister;
  /** The start of what a listing returns while the broker is unreachable and the session is about to end. */
  readonly duringOutage: 'ok' | 'error';
  /** For each kind of delivery that the client supports: the message that a user sees when the broker refuses. */
  readonly refusals: Readonly<Partial<Record<DeliveryKind, string>>>;
}

/** Part of the broker's message. */
const REASON = 'None of your grants covers READ';

const NO_PROVIDER = 'Could not load credentials from any providers';

const PROGRAMS = 'verification/clients/programs';

export const DELIVERY_CLIENTS: readonly DeliveryClient[] = [
  {
    name: 'AWS SDK for JavaScript v3',
    probe: [process.execPath, '--version'],
    start: program(process.execPath, '--import', 'tsx', `${PROGRAMS}/list-on-demand.ts`),
    // The SDK renews in the background, and uses its credentials until they expire.
    duringOutage: 'ok',
    // This SDK's default credential chain hides the errors of its providers.
    refusals: { container: NO_PROVIDER, process: NO_PROVIDER },
  },
  {
    name: 'boto3',
    probe: ['python3', '-c', 'import boto3'],
    start: program('python3', `${PROGRAMS}/list_on_demand.py`),
    duringOutage: 'error',
    refusals: { container: REASON, process: REASON },
  },
  {
    name: 'AWS CLI',
    probe: ['aws', '--version'],
    start: (env) => new CommandLister(listWithAwsCli, env),
    duringOutage: 'error',
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
    duringOutage: 'error',
    // The process writes its messages to the terminal. The SDK's error does not contain them.
    refusals: { process: REASON },
  },
  {
    name: 'curl',
    probe: ['curl', '--aws-sigv4', 'aws:amz', '--version'],
    start: (env) =>
      new CommandLister((prefix) => ['sh', `${PROGRAMS}/list-with-curl.sh`, BUCKET, prefix], env),
    duringOutage: 'error',
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
