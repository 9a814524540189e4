import { parsePolicy } from 'local-aws/iam';
import { type ApiCredentials, signedFetch } from '../../../tools/local/signed-fetch.ts';
import { ISSUER, refusalOf } from '../test-broker.ts';
import { ALLOW_ALL, type AttackedBroker, type Attacks, TRUST_ACCOUNT } from './attacked-broker.ts';

const OTHER_ISSUER = 'https://other.example.com';
const LONG_TERM_KEY = { accessKeyId: expect.stringMatching(/^AKIA/) };

async function grantsWithToken(
  broker: AttackedBroker,
  issuerUrl: string,
  token?: string,
): Promise<Response> {
  const issuer = await broker.local.oidc.issuer(issuerUrl);
  const claims = { sub: 'alice', aud: 'broker' };
  const authorization = token ?? (await issuer.token(claims, { lifetimeSeconds: 3600 }));
  const url = broker.attribute('JwtApi', 'ApiEndpoint');
  return fetch(`${url}/grants`, { headers: { authorization } });
}

/** Checks that the operator can read the key only after a change of the secret's policy. */
async function readKeyWithout(broker: AttackedBroker, changePolicy: () => void): Promise<void> {
  const { secretsManager } = broker.local;
  const policy = secretsManager.policyOf(broker.secretArn);
  expect(await refusalOf(broker.readKey(broker.operator))).toBe('AccessDeniedException');
  changePolicy();
  expect(await broker.readKey(broker.operator)).toMatchObject(LONG_TERM_KEY);
  if (policy !== undefined) {
    secretsManager.putResourcePolicy(broker.secretArn, policy);
  }
}

/** Attacks that read the key through the secret, the roles or the functions, or that change the functions or the APIs. */
export const ATTACKS_ON_THE_STACK: Attacks = {
  'secretsmanager:PutResourcePolicy': (broker) =>
    readKeyWithout(broker, () => {
      const [allow] = ALLOW_ALL.Statement;
      const policy = { ...ALLOW_ALL, Statement: [{ ...allow, Principal: '*' }] };
      const { secretsManager } = broker.local;
      secretsManager.putResourcePolicy(broker.secretArn, parsePolicy(policy, 'resource'));
    }),

  'secretsmanager:DeleteResourcePolicy': (broker) =>
    readKeyWithout(broker, () => {
      broker.local.secretsManager.deleteResourcePolicy(broker.secretArn);
    }),

  'secretsmanager:RotateSecret': async (broker) => {
    const role = broker.createRole('other-rotation');
    role.policies.putInline('All', ALLOW_ALL);
    const functionArn = await broker.local.functions.create(
      broker.leakingFunction('other-rotation', role.arn),
    );
    const stolen = await broker.invoke<ApiCredentials>(functionArn, {});
    expect(await refusalOf(broker.readKey(stolen))).toBe('AccessDeniedException');
  },

  'iam:PassRole': async (broker) => {
    const { arn } = broker.role('BrokerFunctionRole');
    const settings = broker.leakingFunction('new-function', arn);
    const functionArn = await broker.local.functions.create(settings);
    expect(await broker.readKey(await broker.invoke(functionArn, {}))).toMatchObject(LONG_TERM_KEY);
  },

  'iam:UpdateAssumeRolePolicy': async (broker) => {
    const { arn, roleName } = broker.role('BrokerFunctionRole');
    expect(() => broker.assumeAsOperator(arn)).toThrow('not authorized');
    broker.local.identities.roles.updateTrustPolicy(roleName, TRUST_ACCOUNT);
    expect(await broker.readKey(broker.assumeAsOperator(arn))).toMatchObject(LONG_TERM_KEY);
  },

  'iam:CreateRole': async (broker) => {
    const roleName = 'AWSReservedSSO_Engineer_fedcba9876543210';
    const role = broker.createRole(roleName);
    role.policies.attach(broker.name('IamApiCallerPolicy'));
    const { region } = broker.local.account;
    const url = `${broker.attribute('IamApi', 'ApiEndpoint')}/grants`;
    const { body } = await signedFetch(url, broker.assumeAsOperator(role.arn), region);
    expect(body).toMatchObject({
      CallerAccessGrantsList: expect.arrayContaining([
        expect.objectContaining({ GrantId: 'engineers' }),
      ]),
    });

    const rotation = broker.replaceRole('BrokerAccessKeyRotationRole');
    expect(await broker.readKey(broker.assumeAsOperator(rotation.arn))).toMatchObject(
      LONG_TERM_KEY,
    );
  },

  'lambda:UpdateFunctionCode': async (broker) => {
    const name = broker.name('BrokerAccessKeyRotation');
    const { arn } = broker.role('BrokerAccessKeyRotationRole');
    broker.local.identities.roles.updateTrustPolicy(
      broker.name('BrokerAccessKeyRotationRole'),
      broker.template.Resources.BrokerAccessKeyRotationRole?.Properties.AssumeRolePolicyDocument,
    );
    await broker.local.functions.update(broker.leakingFunction(name, arn));
    const stolen = await broker.invoke<ApiCredentials>(
      broker.attribute('BrokerAccessKeyRotation', 'Arn'),
      {},
    );
    expect(await broker.readKey(stolen)).toMatchObject(LONG_TERM_KEY);
  },

  'lambda:UpdateFunctionConfiguration': async (broker) => {
    await broker.local.oidc.issuer(OTHER_ISSUER);
    const replaced = JSON.stringify(broker.template).replaceAll(ISSUER, OTHER_ISSUER);
    await broker.change(JSON.parse(replaced));
    expect((await grantsWithToken(broker, OTHER_ISSUER)).status).toBe(200);
    await broker.change(broker.template);
  },

  'apigateway:PATCH': async (broker) => {
    const role = broker.createRole('other');
    const spy = await broker.local.functions.create({
      ...broker.leakingFunction('spy', role.arn),
      codeFolder: broker.codeFolder(
        'exports.handler = async ({ headers }) => ({ statusCode: 200, body: headers.authorization });',
      ),
    });
    const principal = 'apigateway.amazonaws.com';
    const action = 'lambda:InvokeFunction';
    broker.local.functions.addPermission(spy, { statementId: 'api', action, principal });
    await broker.change(broker.with('JwtApiIntegration', { IntegrationUri: spy }));
    const token = await (await grantsWithToken(broker, ISSUER)).text();
    await broker.change(broker.template);
    expect((await grantsWithToken(broker, ISSUER, token)).status).toBe(200);
  },
};
