import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TrialAccount } from '../../../tools/trial/account.ts';
import { TRIAL_STACK } from '../../../tools/trial/names.ts';
import { cleanUp } from '../../../tools/trial/own-stack.ts';

const DELETED = '<DeleteRoleResponse></DeleteRoleResponse>';

const errorOf = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>does not exist</Message></Error></ErrorResponse>`;

/** What CloudFormation answers if somebody else made a stack with the name of the trial's stack. */
const FOREIGN_STACK: Readonly<Record<string, string>> = {
  DescribeStacks: `<Stacks><member><StackName>${TRIAL_STACK}</StackName><Description>mine</Description><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>`,
  ListStackResources:
    '<StackResourceSummaries><member><ResourceType>AWS::S3::Bucket</ResourceType><PhysicalResourceId>amzn-s3-demo-bucket</PhysicalResourceId></member></StackResourceSummaries>',
};

/**
 * Cleans an account in which AWS answers DeleteRole like this.
 *
 * @param stack the answers of CloudFormation. By default, there is no stack
 */
async function clean(
  status: number,
  answer: string,
  { isLocal = false, stack = {} as typeof FOREIGN_STACK } = {},
) {
  const roles: (string | null)[] = [];
  const server = createServer(async (request, response) => {
    const parameters = new URLSearchParams(await text(request));
    const action = parameters.get('Action') ?? '';
    if (action === 'DeleteRole') {
      roles.push(parameters.get('RoleName'));
      response.writeHead(status).end(answer);
    } else if (stack[action] !== undefined) {
      const result = `<${action}Result>${stack[action]}</${action}Result>`;
      response.end(`<${action}Response>${result}</${action}Response>`);
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
  expect((await clean(400, unsupported, { isLocal: true })).left).toEqual([]);
  await expect(clean(400, unsupported)).rejects.toThrow();
});

test('--clean neither empties nor deletes a stack of that name that no trial made', async () => {
  await expect(clean(200, DELETED, { stack: FOREIGN_STACK })).rejects.toThrow(
    `The stack ${TRIAL_STACK} was not created by npm run trial. The stack stays unchanged.`,
  );
});
