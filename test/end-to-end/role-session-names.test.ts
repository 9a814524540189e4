import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type ApiCredentials, signedFetch } from '../../tools/local/signed-fetch.ts';
import { AttackedBroker, TRUST_ACCOUNT } from './attacks/attacked-broker.ts';
import { policiesOfThePage } from './control-list.ts';
import { refusalOf } from './test-broker.ts';

const [TRUST_POLICY = ''] = policiesOfThePage();

let broker: AttackedBroker;

beforeAll(async () => {
  broker = await AttackedBroker.start();
});

afterAll(() => broker.close());

function createUser(userName: string): ApiCredentials {
  const user = broker.local.identities.users.create({ userName });
  user.policies.putInline('AssumeRoles', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
  });
  return user.accessKeys.create();
}

test('two people who use the same role session name are one federated user, unless the trust policy ties the name to the person', async () => {
  const role = broker.createRole('TeamA');
  role.policies.attach(broker.name('IamApiCallerPolicy'));
  const people = [createUser('ana'), createUser('bob')];
  const assume = (person: ApiCredentials, name: string) =>
    new STSClient(broker.as(person)).send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: name }),
    );
  const nameAtBroker = async (person: ApiCredentials) => {
    const { Credentials } = await assume(person, 'ana');
    const url = `${broker.attribute('IamApi', 'ApiEndpoint')}/grants`;
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    const { body } = await signedFetch(url, session, broker.local.account.region);
    return (body as { Caller: { FederatedUserName: string } }).Caller.FederatedUserName;
  };
  const { roles } = broker.local.identities;
  roles.updateTrustPolicy('TeamA', TRUST_ACCOUNT);
  const [ana, bob] = await Promise.all(people.map(nameAtBroker));
  expect(ana).toBe(bob);

  roles.updateTrustPolicy('TeamA', TRUST_POLICY);
  const outcomes = people.map((person) => refusalOf(assume(person, 'ana')));
  expect(await Promise.all(outcomes)).toEqual(['not refused', 'AccessDenied']);
  expect(await refusalOf(assume(people[1] as ApiCredentials, 'bob'))).toBe('not refused');
});
