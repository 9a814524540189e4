import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type CacheKey, CredentialCache } from '../src/credential-cache.ts';
import { Failure } from '../src/failure.ts';
import type { IssuedCredentials } from '../src/issued-credentials.ts';
import { TestHost } from './test-host.ts';

const KEY: CacheKey = ['https://broker.example.com', 's3://amzn-s3-demo-bucket/*', 'READ'];

const MINUTE = 60_000;

let host: TestHost;
let folder: string;
let issues: number;

beforeEach(() => {
  host = new TestHost();
  folder = path.join(host.homeFolder, '.cache/fedbroker');
  issues = 0;
});

afterEach(() => host.remove());

/** What would be issued now, to last so long. */
async function issued(minutes: number): Promise<IssuedCredentials> {
  issues += 1;
  return {
    AccessKeyId: `ASIA${issues}`,
    SecretAccessKey: 'issued-secret',
    SessionToken: 'session',
    Expiration: new Date(host.time + minutes * MINUTE).toISOString(),
  };
}

async function get(key: CacheKey = KEY, minutes = 60): Promise<string> {
  return (await new CredentialCache(host).get(key, () => issued(minutes))).AccessKeyId;
}

function onlyFile(): string {
  const [name, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return path.join(folder, name ?? '');
}

test.each([
  [60, 44, 46],
  [720, 704, 706],
  [15, 7, 8],
])(
  'credentials of %i minutes are used for %i of them, and not after %i',
  async (lifetime, used, renewed) => {
    const start = host.time;
    await get(KEY, lifetime);
    host.time = start + used * MINUTE;
    expect(await get(KEY, lifetime)).toBe('ASIA1');
    host.time = start + renewed * MINUTE;
    expect(await get(KEY, lifetime)).toBe('ASIA2');
    expect(await get(KEY, lifetime)).toBe('ASIA2');
  },
);

test('credentials of a future that a wrong clock has made are not used', async () => {
  await get();
  host.time -= MINUTE;
  expect(await get()).toBe('ASIA2');
});

test.each([
  [['https://other.example.com', 's3://amzn-s3-demo-bucket/*', 'READ']],
  [['https://broker.example.com', 's3://amzn-s3-demo-bucket/a/*', 'READ']],
  [['https://broker.example.com', 's3://amzn-s3-demo-bucket/*', 'READ', undefined, 'User1']],
])('another request gets its own: %j', async (key) => {
  await get();
  expect(await get(key)).toBe('ASIA2');
  expect(await get()).toBe('ASIA1');
});

test('folder and file are for their owner alone, and nothing else is left there', async () => {
  await get();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
});

test('a folder that others can enter is closed to them', async () => {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  await get();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('XDG_CACHE_HOME is where the folder is, if it is absolute', async () => {
  host.env.XDG_CACHE_HOME = path.join(host.homeFolder, 'caches');
  await get();
  expect(readdirSync(path.join(host.homeFolder, 'caches'))).toEqual(['fedbroker']);
  host.env.XDG_CACHE_HOME = 'caches';
  await get();
  expect(existsSync(folder)).toBe(true);
});

const isRoot = process.getuid?.() === 0;

test.each<readonly [string, string, (file: string) => void]>([
  ['that is cut short', 'it is damaged', (file) => truncateSync(file, 40)],
  ['that is empty', 'it is damaged', (file) => truncateSync(file)],
  ['of other JSON', 'it is damaged', (file) => writeFileSync(file, '{"credentials":{}}')],
  ['of JSON that is no object', 'it is damaged', (file) => writeFileSync(file, 'null')],
  ['that others may read', 'others own it or may read it', (file) => chmodSync(file, 0o644)],
  ['that is huge', 'it is not a file of this program', (file) => truncateSync(file, 70_000)],
  [
    'that is a symbolic link, to good credentials even',
    'it is a symbolic link',
    (file) => {
      const elsewhere = path.join(host.homeFolder, 'elsewhere');
      writeFileSync(elsewhere, readFileSync(file), { mode: 0o600 });
      rmSync(file);
      symlinkSync(elsewhere, file);
    },
  ],
  ...(isRoot
    ? [
        [
          'of somebody else',
          'others own it or may read it',
          (file: string) => chownSync(file, 12_345, 12_345),
        ] as const,
      ]
    : []),
])('a file %s is never trusted, told about once, and replaced', async (_, reason, spoil) => {
  await get();
  const file = onlyFile();
  spoil(file);
  expect(await get()).toBe('ASIA2');
  expect(host.stderr.text).toBe(`fedbroker: threw away a cached entry, ${file}: ${reason}\n`);
  expect(await get()).toBe('ASIA2');
  expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
});

test.each<readonly [string, () => void, string]>([
  [
    'is a file',
    () => {
      mkdirSync(path.dirname(folder));
      writeFileSync(folder, '');
    },
    'FOLDER is not a folder of yours',
  ],
  ['cannot be made', () => writeFileSync(path.dirname(folder), ''), 'ENOTDIR'],
  [
    'is a symbolic link',
    () => {
      mkdirSync(path.dirname(folder));
      symlinkSync(host.homeFolder, folder);
    },
    'FOLDER is not a folder of yours',
  ],
  ...(isRoot
    ? ([
        [
          'is of somebody else',
          () => {
            mkdirSync(folder, { recursive: true });
            chownSync(folder, 12_345, 12_345);
          },
          'FOLDER is not a folder of yours',
        ],
      ] as const)
    : ([
        ['is read-only', () => mkdirSync(folder, { recursive: true, mode: 0o500 }), 'EACCES'],
      ] as const)),
])('where the folder %s, it goes on without, in one line', async (_, spoil, reason) => {
  spoil();
  expect(await get()).toBe('ASIA1');
  expect(host.stderr.text.replaceAll(folder, 'FOLDER')).toBe(
    `fedbroker: cannot keep credentials in FOLDER (${reason}); going on without\n`,
  );
  expect(issues).toBe(1);
});

test('where a file system says ENOENT to every new folder, it goes on without', async () => {
  host.env.XDG_CACHE_HOME = '/proc';
  expect(await get()).toBe('ASIA1');
  expect(host.stderr.text).toMatch(
    /^fedbroker: cannot keep credentials in \/proc\/fedbroker \(E[A-Z]+\); going on without\n$/,
  );
});

test('credentials that cannot be kept are used, and not issued twice', async () => {
  const answer = await new CredentialCache(host).get(KEY, async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    return issued(60);
  });
  expect(answer.AccessKeyId).toBe('ASIA1');
  expect(issues).toBe(1);
  expect(host.stderr.text).toMatch(/^fedbroker: cannot keep credentials in \S+ \(ENOTDIR\)/);
});

test('a refusal is passed on, kept nowhere, and leaves no lock', async () => {
  const refuse = () => Promise.reject(new Failure('notGranted', 'no'));
  await expect(new CredentialCache(host).get(KEY, refuse)).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
  expect(await get()).toBe('ASIA1');
});

test('what has certainly expired is removed, what may be used is not', async () => {
  await get();
  const old = path.join(folder, 'old');
  const young = path.join(folder, 'young');
  for (const [file, hours] of [
    [old, 37],
    [young, 35],
  ] as const) {
    writeFileSync(file, '');
    const modified = new Date(host.time - hours * 60 * MINUTE);
    utimesSync(file, modified, modified);
  }
  await get(['another']);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});
