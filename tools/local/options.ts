import { parseArgs } from 'node:util';
import { isBucketName } from '../../core/aws/target.ts';

/** Options of every command that runs a broker, for their help. */
export const RUN_OPTIONS_HELP = `  --port PORT            the port of the first API; the second API uses the next port (default 8787; 0 picks free ports)
  --bucket NAME=FOLDER   create the bucket NAME with the files in FOLDER as objects; may be repeated
                         (every other bucket that a grant names gets sample objects)`;

const RUN_OPTIONS = {
  port: { type: 'string' },
  bucket: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean', default: false },
} as const;

export interface RunArguments {
  readonly port: number;
  readonly buckets: readonly BucketFolder[];
  readonly help: boolean;
}

/** `npm start` */
export interface StartArguments extends RunArguments {
  readonly configurationPath: string;
  readonly demo: boolean;
}

/** `federation-broker start` */
export interface AssemblyArguments extends RunArguments {
  readonly assembly: string;
  readonly brokerPath?: string;
}

export interface BucketFolder {
  readonly bucket: string;
  readonly folder: string;
}

/** The sample has both kinds of callers. `federation-broker.json`, which `npm run deploy` uses, has only roles and users. */
const DEFAULT_CONFIGURATION = 'sample/federation-broker.json';

const DEFAULT_PORT = '8787';

const PORT_MAX = 65_535;

/** @throws Error that names the option, the fault and the right form */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...RUN_OPTIONS,
      config: { type: 'string' },
      demo: { type: 'boolean', default: false },
    },
  });
  if (values.demo && values.config !== undefined) {
    throw new Error('--demo always runs the sample configuration: remove --config');
  }
  return {
    ...runArguments(values),
    // A demo can run beside a broker that uses the usual port.
    port: parsePort(values.port ?? (values.demo ? '0' : DEFAULT_PORT)),
    configurationPath: values.config ?? DEFAULT_CONFIGURATION,
    demo: values.demo,
  };
}

/** @throws Error that names the option, the fault and the right form */
export function parseAssemblyArguments(args: readonly string[]): AssemblyArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...RUN_OPTIONS,
      assembly: { type: 'string', default: 'cdk.out' },
      broker: { type: 'string' },
    },
  });
  return { ...runArguments(values), assembly: values.assembly, brokerPath: values.broker };
}

function runArguments(values: {
  readonly port?: string;
  readonly bucket: readonly string[];
  readonly help: boolean;
}): RunArguments {
  const buckets = values.bucket.map(parseBucketFolder);
  const names = buckets.map(({ bucket }) => bucket);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new Error(`--bucket: give each NAME only once, "${repeated}" stands twice`);
  }
  return { port: parsePort(values.port ?? DEFAULT_PORT), buckets, help: values.help };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > PORT_MAX) {
    throw new Error(`--port: must be a number from 0 to ${PORT_MAX}, was "${text}"`);
  }
  return port;
}

function parseBucketFolder(text: string): BucketFolder {
  const [bucket, folder] = text.split(/=(.*)/s, 2);
  if (!bucket || !folder) {
    throw new Error(`--bucket: must be NAME=FOLDER, was "${text}"`);
  }
  if (!isBucketName(bucket)) {
    throw new Error(`--bucket: NAME must be the name of a bucket, was "${bucket}"`);
  }
  return { bucket, folder };
}
