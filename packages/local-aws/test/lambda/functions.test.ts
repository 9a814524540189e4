import { systemClock } from '../../src/clock.ts';
import { IamAuthorizer } from '../../src/iam/iam-authorizer.ts';
import { Identities } from '../../src/iam/identities.ts';
import { Functions } from '../../src/lambda/functions.ts';
import type { InvocationCaller } from '../../src/lambda/invoker.ts';
import type { FunctionPermission } from '../../src/lambda/resource-policy.ts';
import { ACCOUNT, HostFixture, settingsOf } from './function-fixture.ts';

const ROUTE = 'arn:aws:execute-api:us-east-1:111122223333:api1/$default/GET/a/{b}';
const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:key-AbCdEf';

let functions: Functions;
let functionArn: string;

beforeAll(async () => {
  const identities = new Identities(ACCOUNT, systemClock);
  const authorizer = new IamAuthorizer(ACCOUNT, systemClock, identities);
  functions = new Functions(new HostFixture(), authorizer);
  functionArn = await functions.create(settingsOf());
});

afterAll(() => functions.close());

const gateway: InvocationCaller = {
  service: 'apigateway.amazonaws.com',
  sourceArn: ROUTE,
  sourceAccount: '111122223333',
};
const secretsManager: InvocationCaller = {
  service: 'secretsmanager.amazonaws.com',
  sourceArn: SECRET,
  sourceAccount: '111122223333',
};

type Grant = Partial<FunctionPermission>;

const cases: readonly [
  name: string,
  grant: Grant | undefined,
  caller: InvocationCaller,
  ok: boolean,
][] = [
  ['no permission', undefined, gateway, false],
  ['the service without a source', { principal: gateway.service }, gateway, true],
  ['another service', { principal: 's3.amazonaws.com' }, gateway, false],
  ['the route', { principal: gateway.service, sourceArn: ROUTE }, gateway, true],
  [
    'another route',
    { principal: gateway.service, sourceArn: ROUTE.replace('GET', 'PUT') },
    gateway,
    false,
  ],
  [
    'any route of the API',
    { principal: gateway.service, sourceArn: ROUTE.replace(/\$default.*/, '*/*') },
    gateway,
    true,
  ],
  [
    'any route of another API',
    { principal: gateway.service, sourceArn: ROUTE.replace(/api1.*/, 'api2/*/*') },
    gateway,
    false,
  ],
  [
    'the account',
    { principal: secretsManager.service, sourceAccount: '111122223333' },
    secretsManager,
    true,
  ],
  [
    'another account',
    { principal: secretsManager.service, sourceAccount: '444455556666' },
    secretsManager,
    false,
  ],
  [
    'the account, if the caller names none',
    { principal: 's3.amazonaws.com', sourceAccount: '111122223333' },
    { service: 's3.amazonaws.com' },
    false,
  ],
  [
    'the account and another source',
    { principal: secretsManager.service, sourceAccount: '111122223333', sourceArn: ROUTE },
    secretsManager,
    false,
  ],
];

test.each(cases)('a permission for %s', async (_name, grant, caller, ok) => {
  const statementId = 'one';
  if (grant) {
    functions.addPermission(functionArn, {
      statementId,
      action: 'lambda:InvokeFunction',
      principal: '',
      ...grant,
    });
  }
  const invoked = functions.invoke(functionArn, { action: 'nothing' }, caller);
  try {
    if (ok) {
      await expect(invoked).resolves.toEqual({ payload: null });
    } else {
      await expect(invoked).rejects.toMatchObject({ code: 'AccessDeniedException' });
    }
  } finally {
    if (grant) {
      functions.removePermission(functionArn, statementId);
    }
  }
});

test('the deployer needs no permission', async () => {
  const invoked = functions.invokeAsDeployer(functionArn, { action: 'nothing' });
  await expect(invoked).resolves.toEqual({ payload: null });
});

test('a function that does not exist', async () => {
  const invoked = functions.invoke(`${functionArn}s`, {}, gateway);
  await expect(invoked).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

const refusedSettings = [
  ['a name in use', {}, 'ResourceConflictException'],
  [
    'a role that Lambda cannot assume',
    { functionName: 'B', roleArn: 'arn:x' },
    'InvalidParameterValueException',
  ],
  [
    'a reserved variable',
    { functionName: 'B', variables: { AWS_REGION: 'x' } },
    'InvalidParameterValueException',
  ],
  [
    'a timeout over 900 s',
    { functionName: 'B', timeoutSeconds: 901 },
    'InvalidParameterValueException',
  ],
  [
    'memory under 128 MB',
    { functionName: 'B', memorySizeMb: 127 },
    'InvalidParameterValueException',
  ],
  [
    'a reservation that leaves other functions fewer than 100',
    { functionName: 'B', reservedConcurrency: 901 },
    'InvalidParameterValueException',
  ],
  ['a missing code folder', { functionName: 'B', codeFolder: 'absent' }, 'ENOENT'],
] as const;

test.each(refusedSettings)('%s is refused', async (_name, overrides, code) => {
  await expect(functions.create(settingsOf(overrides))).rejects.toMatchObject({ code });
});
