import { dnsSuffixOfRegion, partitionOfRegion, regionParser } from '../../../core/aws/region.ts';
import { parse } from '../../../core/parser.ts';
import { dnsSuffixOf } from '../../../packages/fedbroker/src/api-url.ts';

test.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])(
  'the Region %s is in the partition %s, and fedbroker knows the same host names',
  (region, partition) => {
    expect(partitionOfRegion(parse(regionParser, region))).toBe(partition);
    // fedbroker imports nothing of this repository, so it has a table of its own.
    expect(dnsSuffixOf(region)).toBe(dnsSuffixOfRegion(region));
  },
);
