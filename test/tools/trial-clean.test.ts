import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TrialAccount } from '../../tools/trial/account.ts';
import { cleanUp } from '../../tools/trial/own-stack.ts';

const DELETED = '<DeleteRoleResponse></DeleteRoleResponse>';

const errorOf = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>does not exist</Message></Error></ErrorResponse>`;

/** Cleans an account without a stack, in which AWS answers DeleteRole like this. */
async function clean(status: number, answer: string, isLocal = false) {
  const roles: (string | null)[] = [];
  const server = createServer(async (request, response) => {
    const parameters = new URLSearchParams(await text(request));
    if (parameters.get('Action') === 'DeleteRole') {
      roles.push(parameters.get('RoleName'));
      response.writeHead(status).end(answer);
    } else {
      response.writeHead(400).end(errorOf('ValidationError'));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  jest.replaceProperty(process, 'env', {
    ...process.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  });
  const account: TrialAccount = {
    ...{ accountId: '111122223333', partition: 'aws', region: 'us-east-1', isLocal },
    ...{ identity: '', signinEndpoint: '' },
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' }),
  };
  try {
    return { left: await cleanUp(account, () => undefined), roles };
  } finally {
    server.close();
  }
}

const ROLE = 'AWSReservedSSO_FederationBrokerTrial_0123456789abcdef';

afterEach(() => jest.restoreAllMocks());

test('--clean deletes the role that a killed trial left', async () => {
  expect(await clean(200, DELETED)).toEqual({ left: [], roles: [ROLE] });
});

test('--clean leaves nothing if there is no such role', async () => {
  expect((await clean(404, errorOf('NoSuchEntity'))).left).toEqual([]);
});

test('--clean names the role if IAM refuses to delete it', async () => {
  const { left } = await clean(403, errorOf('AccessDenied'));
  expect(left).toEqual([`AWS::IAM::Role ${ROLE} (AccessDenied)`]);
});

test('--clean works on the local AWS, which has no roles to delete', async () => {
  const unsupported = errorOf('InvalidAction');
  expect((await clean(400, unsupported, true)).left).toEqual([]);
  await expect(clean(400, unsupported)).rejects.toThrow();
});
