import { BrokerError } from '../broker-error.ts';
import { pathOf, type Target } from './target.ts';

/** The hosts of a partition's console. */
export interface AwsConsole {
  readonly signinHost: string;
  readonly consoleHost: string;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html */
const CONSOLES: ReadonlyMap<string, AwsConsole> = new Map([
  ['aws', { signinHost: 'signin.aws.amazon.com', consoleHost: 'console.aws.amazon.com' }],
  ['aws-cn', { signinHost: 'signin.amazonaws.cn', consoleHost: 'console.amazonaws.cn' }],
  [
    'aws-us-gov',
    { signinHost: 'signin.amazonaws-us-gov.com', consoleHost: 'console.amazonaws-us-gov.com' },
  ],
]);

/** Throws BrokerError InvalidRequest if AWS does not document the sign-in of the partition. */
export function awsConsole(partition: string): AwsConsole {
  const found = CONSOLES.get(partition);
  if (found === undefined) {
    throw new BrokerError(
      'InvalidRequest',
      `Sign-in links exist only in the partitions ${[...CONSOLES.keys()].join(', ')}.`,
    );
  }
  return found;
}

/** The page of the console that shows the folder. */
export function consoleUrl({ consoleHost }: AwsConsole, target: Target): string {
  // encodeURIComponent writes a space as %20. AWS does not document whether the console would read `+` as a space.
  return `https://${consoleHost}/s3/buckets/${target.bucket}?prefix=${encodeURIComponent(pathOf(target))}`;
}
