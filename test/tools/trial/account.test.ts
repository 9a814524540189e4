import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { environmentOf, openAccount } from '../../../tools/trial/account.ts';

const ACCOUNT = '111122223333';

/** Opens the account with an AWS STS that answers GetCallerIdentity with this ARN. */
async function openAs(arn: string, expected = ACCOUNT) {
  const server = createServer((_, response) => {
    response.end(
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${ACCOUNT}</Account><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  });
  try {
    return await openAccount(expected);
  } finally {
    server.close();
  }
}

test('the trial runs as a role or a user of the account', async () => {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/Administrator/me`;
  expect(await openAs(arn)).toMatchObject({ accountId: ACCOUNT, identity: arn, partition: 'aws' });
});

test('the trial refuses credentials of the root user', async () => {
  await expect(openAs(`arn:aws:iam::${ACCOUNT}:root`)).rejects.toThrow(
    'These are credentials of the root user, which cannot assume a role. Use an administrator role',
  );
});

test('the trial refuses credentials of another account', async () => {
  await expect(openAs(`arn:aws:iam::${ACCOUNT}:user/me`, '444455556666')).rejects.toThrow(
    `these credentials belong to account ${ACCOUNT}, not to 444455556666. Nothing was done`,
  );
});

test('a child process gets the credentials of the trial, and no profile that could replace them', async () => {
  const credentials = {
    accessKeyId: 'ASIATRIAL',
    secretAccessKey: 'trial',
    sessionToken: 'session',
  };
  jest.replaceProperty(process, 'env', {
    AWS_PROFILE: 'other',
    AWS_DEFAULT_PROFILE: 'other',
    AWS_REGION: 'eu-west-1',
    HOME: '/home/me',
  });
  const caller = { credentials: async () => credentials, region: 'us-east-1' };
  expect(await environmentOf(caller)).toEqual({
    HOME: '/home/me',
    AWS_ACCESS_KEY_ID: 'ASIATRIAL',
    AWS_SECRET_ACCESS_KEY: 'trial',
    AWS_SESSION_TOKEN: 'session',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  });
  jest.restoreAllMocks();
});
