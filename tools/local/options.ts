import { parseArgs } from 'node:util';

export const USAGE = `Runs the broker on this machine: deploys the synthesized stack to a local AWS, on loopback only.

Usage: npm start -- [options]

  --port PORT            the port of the first API; the second API uses the next port (default 8787; 0 picks free ports)
  --config FILE          the configuration of the deployment to run (default sample/federation-broker.json)
  --bucket NAME=FOLDER   create the bucket NAME with the files in FOLDER as objects; may be repeated
                         (every other bucket that a grant names gets sample objects)
  --demo                 make one series of sample requests, and exit with 1 when one has an unexpected outcome
  --help                 show this help
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

/** The sample has both kinds of callers. `federation-broker.json`, which `npm run deploy` uses, has only roles and users. */
const DEFAULT_CONFIGURATION = 'sample/federation-broker.json';

const PORT_MAX = 65_535;

/** @throws Error that names the option, the fault and the right form */
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
    throw new Error('--demo always runs the sample configuration: remove --config');
  }
  return {
    // A demo can run beside a broker that uses the usual port.
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
