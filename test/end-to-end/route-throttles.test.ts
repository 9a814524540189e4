import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';

let aws: LocalAws;
let limited: BrokerAssembly;
let unlimited: BrokerAssembly;

beforeAll(async () => {
  const routeThrottles = { 'GET /grants': { rateLimit: 1, burstLimit: 1 } };
  [limited, unlimited] = await Promise.all([
    BrokerAssembly.synthesize({ grants: [], routeThrottles }),
    BrokerAssembly.synthesize({ grants: [] }),
  ]);
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterAll(async () => {
  await aws.close();
  await removeBrokerAssemblies();
});

/** Returns the statuses of two requests without a signature. */
async function statusesOf({ outputs }: Stack, path: string): Promise<readonly number[]> {
  const url = `${outputs.IamApiUrl}${path}`;
  return [(await fetch(url)).status, (await fetch(url)).status];
}

test('a route limit keeps other routes open during a flood, and a deployment can add and remove it', async () => {
  expect(await statusesOf(await aws.deploy(unlimited.folder), '/grants')).toEqual([403, 403]);
  const stack = await aws.deploy(limited.folder);
  expect(await statusesOf(stack, '/grants')).toEqual([403, 429]);
  expect(await statusesOf(stack, '/console')).toEqual([403, 403]);
  expect(await statusesOf(await aws.deploy(unlimited.folder), '/grants')).toEqual([403, 403]);
});
