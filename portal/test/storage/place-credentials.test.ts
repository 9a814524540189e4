import { placesOf } from '../../src/places.ts';
import { PlaceCredentials } from '../../src/storage/place-credentials.ts';

const places = placesOf(
  (
    [
      ['s3://b/a/*', 'READ'],
      ['s3://b/a/inner/*', 'READ'],
      ['s3://b/a/*', 'WRITE'],
      ['s3://b/a/one.txt', 'WRITE'],
    ] as const
  ).map(([GrantScope, Permission]) => ({
    GrantId: 'grant',
    GrantScope,
    Permission,
    Region: 'us-east-1',
  })),
);

afterEach(() => {
  jest.useRealTimers();
});

function credentialsFor(seconds: number) {
  const requests: string[] = [];
  const broker = {
    credentials: async (target: string, permission: string) => {
      requests.push(`${permission} ${target}`);
      return {
        AccessKeyId: `ASIA${requests.length}`,
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: new Date(Date.now() + seconds * 1_000).toISOString(),
      };
    },
  };
  return { requests, credentials: new PlaceCredentials(broker, places) };
}

test('a request has the target and the permission of the innermost place alone', async () => {
  const { requests, credentials } = credentialsFor(900);
  await credentials.get('s3://b/a/sub/*', ['list', 'get']);
  await credentials.get('s3://b/a/inner/*', ['get', 'list']);
  await credentials.get('s3://b/a/sub/*', ['delete', 'write']);
  await credentials.get('s3://b/a/one.txt', ['delete', 'write']);
  expect(requests).toEqual([
    'READ s3://b/a/*',
    'READ s3://b/a/inner/*',
    'WRITE s3://b/a/*',
    'WRITE s3://b/a/one.txt',
  ]);
});

test('folders of one place share credentials until shortly before their end', async () => {
  const { requests, credentials } = credentialsFor(900);
  const first = await credentials.get('s3://b/a/*', ['get', 'list']);
  expect(await credentials.get('s3://b/a/sub/*', ['get', 'list'])).toBe(first);
  expect(requests).toHaveLength(1);

  const ending = credentialsFor(59);
  await ending.credentials.get('s3://b/a/*', ['get', 'list']);
  await ending.credentials.get('s3://b/a/*', ['get', 'list']);
  expect(ending.requests).toHaveLength(2);
});

test('a slow clock of this machine does not make credentials last longer', async () => {
  const slowSeconds = 600;
  const { requests, credentials } = credentialsFor(900 + slowSeconds);
  const { expiration } = await credentials.get('s3://b/a/*', ['get', 'list']);
  expect(expiration.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);

  jest.useFakeTimers({ now: Date.now() + 850_000 });
  await credentials.get('s3://b/a/*', ['get', 'list']);
  expect(requests).toHaveLength(2);
});

test('a refusal is not kept', async () => {
  let refuses = true;
  const broker = {
    credentials: async () => {
      if (refuses) {
        throw new Error('refused');
      }
      return {
        AccessKeyId: 'ASIA',
        SecretAccessKey: '',
        SessionToken: '',
        Expiration: '2100-01-01',
      };
    },
  };
  const credentials = new PlaceCredentials(broker, places);
  await expect(credentials.get('s3://b/a/*', ['get', 'list'])).rejects.toThrow('refused');
  refuses = false;
  expect(await credentials.get('s3://b/a/*', ['get', 'list'])).toMatchObject({
    accessKeyId: 'ASIA',
  });
});

test('a scope outside of all places gets no credentials', async () => {
  const { requests, credentials } = credentialsFor(900);
  await expect(credentials.get('s3://b/ab/*', ['get', 'list'])).rejects.toThrow('No grant covers');
  await expect(credentials.get('s3://b/a/*', ['list'])).rejects.toThrow('No grant covers');
  expect(requests).toEqual([]);
});
