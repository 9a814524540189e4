import { type Place, placesOf } from '../../src/places.ts';
import { PlaceCredentials } from '../../src/storage/place-credentials.ts';

const [place, inner] = placesOf(
  ['s3://b/a/*', 's3://b/a/inner/*'].map((GrantScope) => ({
    GrantId: 'grant',
    GrantScope,
    Permission: 'READ' as const,
    Region: 'us-east-1',
  })),
) as [Place, Place];

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
  return { requests, credentials: new PlaceCredentials(broker) };
}

test('each place has credentials for its own target and permission until shortly before their end', async () => {
  const { requests, credentials } = credentialsFor(900);
  const first = await credentials.get(place);
  expect(await credentials.get(place)).toBe(first);
  await credentials.get(inner);
  expect(requests).toEqual(['READ s3://b/a/*', 'READ s3://b/a/inner/*']);

  const ending = credentialsFor(59);
  await ending.credentials.get(place);
  await ending.credentials.get(place);
  expect(ending.requests).toHaveLength(2);
});

test('a slow clock of this machine does not make credentials last longer', async () => {
  const slowSeconds = 600;
  const { requests, credentials } = credentialsFor(900 + slowSeconds);
  const { expiration } = await credentials.get(place);
  expect(expiration.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);

  jest.useFakeTimers({ now: Date.now() + 850_000 });
  await credentials.get(place);
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
  const credentials = new PlaceCredentials(broker);
  await expect(credentials.get(place)).rejects.toThrow('refused');
  refuses = false;
  expect(await credentials.get(place)).toMatchObject({
    accessKeyId: 'ASIA',
  });
});
