import { physicalName, type ResourceRequest } from '../../src/cloudformation/resource-type.ts';

const SUFFIX = 'ABCDEFGHIJKL';

function nameOf(stackName: string, logicalId: string): string {
  const request = { stackName, logicalId, nameSuffix: SUFFIX } as ResourceRequest;
  return physicalName(request, 64);
}

const [stack, id] = ['s'.repeat(60), 'i'.repeat(60)];

test.each([
  ['a name that fits is not shortened', 'Broker', 'User', 'Broker-User'],
  [
    'a short logical id leaves its characters to the stack name',
    stack,
    'User',
    `${'s'.repeat(46)}-User`,
  ],
  [
    'a short stack name leaves its characters to the logical id',
    'Broker',
    id,
    `Broker-${'i'.repeat(44)}`,
  ],
  ['two long parts get 25 characters each', stack, id, `${'s'.repeat(25)}-${'i'.repeat(25)}`],
])('of 64 characters: %s', (_title, stackName, logicalId, start) => {
  const name = nameOf(stackName, logicalId);
  expect(name).toBe(`${start}-${SUFFIX}`);
  expect(name.length).toBeLessThanOrEqual(64);
});
