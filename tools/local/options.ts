import { parseArgs } from 'node:util';

export const USAGE = `Runs the broker on this machine: the synthesized stack on a local AWS, loopback only.

Usage: npm start -- [options]

  --port PORT            the first API's port, the second has the next (default 8787; 0 takes free ones)
  --config FILE          the deployment to run (default sample/federation-broker.json)
  --bucket NAME=FOLDER   makes the bucket NAME with FOLDER's files as objects; may be repeated
                         (every other bucket that the grants name gets sample objects)
  --demo                 does one whole pass, and exits with 1 on any surprise
  --help                 shows this
`;

export interface StartOptions {
  readonly port: number;
  readonly configurationPath: string;
  readonly buckets: readonly BucketFolder[];
  readonly demo: boolean;
  readonly help: boolean;
}

export interface BucketFolder {
  readonly bucket: string;
  readonly folder: string;
}

/** Shows both kinds of callers; the deployment's own default, `federation-broker.json`, needs no issuer. */
const DEFAULT_CONFIGURATION = 'sample/federation-broker.json';

const PORT_MAX = 65_535;

/** @throws Error that names the option, the fault and what would be right */
export function parseOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      config: { type: 'string' },
      bucket: { type: 'string', multiple: true, default: [] },
      demo: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.demo && values.config !== undefined) {
    throw new Error('--demo runs the sample configuration: leave out --config');
  }
  return {
    // A demo passes beside a broker that already runs.
    port: parsePort(values.port ?? (values.demo ? '0' : '8787')),
    configurationPath: values.config ?? DEFAULT_CONFIGURATION,
    buckets: values.bucket.map(parseBucketFolder),
    demo: values.demo,
    help: values.help,
  };
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
  return { bucket, folder };
}
