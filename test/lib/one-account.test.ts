import { type App, Stack, Stage } from 'aws-cdk-lib';
import { FederationBroker } from '../../lib/index.ts';
import { consumerStack, warningsOf } from './consumer-app.ts';

const ONE = '111122223333';
const OTHER = '444455556666';

/** The second broker's warnings. */
function warnings(first: string | undefined, second: string | undefined, region = 'eu-west-1') {
  const app = consumerStack().node.root as App;
  const brokerIn = (id: string, account: string | undefined, ofRegion: string) => {
    const env = account === undefined ? undefined : { account, region: ofRegion };
    const stack = new Stack(app, id, { env });
    new FederationBroker(stack, 'Broker');
    return stack;
  };
  brokerIn('First', first, 'eu-west-1');
  return warningsOf(brokerIn('Second', second, region));
}

const WARNING = [
  expect.stringMatching(
    /^First\/Broker is a federation broker, too, and in the same account .*share the names of federated users/,
  ),
];

test.each([
  ['in one account', ONE, ONE, 'eu-west-1'],
  ['in one account and two regions', ONE, ONE, 'us-east-1'],
  ['in stacks without an account', undefined, undefined, 'eu-west-1'],
])('a second broker %s warns, with the reason', (_, first, second, region) => {
  expect(warnings(first, second, region)).toEqual(WARNING);
});

test.each([
  ['in another account', ONE, OTHER],
  ['whose account is not known', ONE, undefined],
])('a second broker %s does not warn', (_, first, second) => {
  expect(warnings(first, second)).toEqual([]);
});

test('two brokers in stages for different accounts cause no warning', () => {
  const app = consumerStack().node.root as App;
  const stacks = [ONE, OTHER].map((account, index) => {
    const stage = new Stage(app, `Stage${index}`, { env: { account, region: 'eu-west-1' } });
    const stack = new Stack(stage, 'Stack');
    new FederationBroker(stack, 'Broker');
    return stack;
  });
  expect(stacks.flatMap(warningsOf)).toEqual([]);
});
