import { docs } from '../json-schema.ts';
import { described, matching, type Parser, titled } from '../parser.ts';

/** Source: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const REGION = /^[a-z]{2}(?:-[a-z]+)+-[1-9][0-9]?$/;

export const regionParser: Parser<string> = titled(
  'Region',
  described(
    matching(REGION, 'a Region, such as eu-central-1'),
    docs("The Region of the grant's bucket, if it is not that of the stack.", {
      examples: ['eu-central-1'],
    }),
  ),
);

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOfRegion(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
