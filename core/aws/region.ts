import { docs } from '../json-schema.ts';
import { described, matching, type Parser, titled } from '../parser.ts';

/** Source: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-[1-9][0-9]?$/;

export const regionParser: Parser<string> = titled(
  'Region',
  described(
    matching(REGION, 'a Region, such as eu-central-1'),
    docs("The Region of the grant's bucket, if it is not that of the stack.", {
      examples: ['eu-central-1'],
    }),
  ),
);

/**
 * The beginnings of the names of Regions outside the partition `aws`.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html, partitions.json of the AWS SDKs
 */
const PARTITIONS: readonly (readonly [start: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

export function partitionOfRegion(region: string): string {
  return PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}

/** Source: partitions.json of the AWS SDKs */
const DNS_SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'amazonaws.com.cn'],
  ['aws-eusc', 'amazonaws.eu'],
  ['aws-iso', 'c2s.ic.gov'],
  ['aws-iso-b', 'sc2s.sgov.gov'],
  ['aws-iso-e', 'cloud.adc-e.uk'],
  ['aws-iso-f', 'csp.hci.ic.gov'],
]);

/** The end of the names of AWS's hosts in the Region, after `SERVICE.REGION.`. */
export function dnsSuffixOfRegion(region: string): string {
  return DNS_SUFFIXES.get(partitionOfRegion(region)) ?? 'amazonaws.com';
}
