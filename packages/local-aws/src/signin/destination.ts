import { AwsError } from '../aws-error.ts';
import { badRequest } from './bad-request.ts';

/**
 * The console of each partition. Consoles of Regions and services are hosts below it. Sources:
 * https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html for `aws`. For other partitions, which that page does
 * not list, the hosts that another broker uses: https://github.com/99designs/aws-vault/pull/259
 */
const CONSOLE_HOSTS: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
]);

/**
 * Returns the page that the browser is redirected to. It must be a page of the partition's console, so that a link
 * cannot lead elsewhere.
 * Throws AwsError BadRequest, and NotSupportedByLocalAws for another partition.
 */
export function consolePage(destination: string | undefined, partition: string): string {
  const consoleHost = CONSOLE_HOSTS.get(partition);
  if (consoleHost === undefined) {
    throw new AwsError(
      'NotSupportedByLocalAws',
      `The console of the partition ${partition} is not supported by the local AWS.`,
    );
  }
  const text = destination ?? '';
  const { protocol, host, href } = new URL(URL.canParse(text) ? text : 'about:blank');
  const isConsole = host === consoleHost || host.endsWith(`.${consoleHost}`);
  if (protocol !== 'https:' || !isConsole) {
    throw badRequest(`Destination must be an https URL of ${consoleHost} or of a host below it.`);
  }
  return href;
}
