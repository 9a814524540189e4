import { BrokerError } from '../broker-error.ts';
import { pathOf, type Target } from './target.ts';

/** Hosts of the console and of its sign-in. */
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

/** Throws BrokerError InvalidRequest for a partition whose sign-in AWS documents nowhere. */
export function awsConsole(partition: string): AwsConsole {
  const found = CONSOLES.get(partition);
  if (found === undefined) {
    throw new BrokerError(
      'InvalidRequest',
      `Sign-in links are known for the partitions ${[...CONSOLES.keys()].join(', ')} alone.`,
    );
  }
  return found;
}

/** Where the console shows the folder. */
export function consoleUrl({ consoleHost }: AwsConsole, target: Target): string {
  // Not as HTML forms do: whether the console reads `+` as a space, AWS documents nowhere.
  return `https://${consoleHost}/s3/buckets/${target.bucket}?prefix=${encodeURIComponent(pathOf(target))}`;
}
