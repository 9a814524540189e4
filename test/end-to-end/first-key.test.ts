import { type LocalAws, startLocalAws } from 'local-aws';
import { readDeployment } from '../../lib/deployment.ts';
import { keptAssembly } from '../../tools/local/kept-assembly.ts';
import { createSampleCallers } from '../../tools/local/sample-callers.ts';
import { signedFetch } from '../../tools/local/signed-fetch.ts';
import { checkFetches } from './checked-fetch.ts';

const CONFIGURATION = 'test/fixtures/deployment/federation-broker.json';

let local: LocalAws;
let restoreFetch = () => {};

beforeAll(async () => {
  // The first rotation does not end during this test, because the local AWS takes longer to accept its key.
  local = await startLocalAws({ faults: { accessKeyPropagationSeconds: 600 } });
});

afterAll(async () => {
  restoreFetch();
  await local.close();
});

test('before the first access key exists the API answers 503 with Retry-After, but still lists grants', async () => {
  const { outputs } = await local.deploy(await keptAssembly(CONFIGURATION));
  restoreFetch = checkFetches({ iam: outputs.IamApiUrl });
  const { grants } = readDeployment(CONFIGURATION);
  const teamA = createSampleCallers(local, grants.parsed, outputs.CallerPolicyArn ?? '').find(
    ({ profile }) => profile === 'role-TeamA',
  );
  const call = (route: string, body?: object) =>
    signedFetch(
      `${outputs.IamApiUrl}${route}`,
      teamA?.credentials ?? { accessKeyId: '', secretAccessKey: '' },
      local.account.region,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );

  const issue = await call('/federation-tokens', {
    Target: 's3://reports/team-a/*',
    Permission: 'READ',
  });
  expect(issue).toMatchObject({ status: 503, body: { Code: 'BrokerAccessKeyUnavailable' } });
  expect(issue.headers.get('retry-after')).toBe('10');
  expect(await call('/buckets/reports/keys?prefix=team-a/')).toMatchObject({ status: 503 });
  expect(await call('/grants')).toMatchObject({ status: 200 });
});
