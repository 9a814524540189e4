import { partitionOfRegion, regionParser } from '../../../core/aws/region.ts';
import { parse } from '../../../core/parser.ts';

test.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('the Region %s is in the partition %s', (region, partition) => {
  expect(partitionOfRegion(parse(regionParser, region))).toBe(partition);
});
