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
import fs from 'node:fs/promises';
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

/** Issues new credentials. */
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
  'credentials that last %i minutes are used for %i minutes, and no longer than %i',
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

test('credentials that were issued in the future, by a wrong clock, are not used', async () => {
  await get();
  host.time -= MINUTE;
  expect(await get()).toBe('ASIA2');
});

test.each([
  [['https://other.example.com', 's3://amzn-s3-demo-bucket/*', 'READ']],
  [['https://broker.example.com', 's3://amzn-s3-demo-bucket/a/*', 'READ']],
  [['https://broker.example.com', 's3://amzn-s3-demo-bucket/*', 'READ', undefined, 'User1']],
])('another request gets its own credentials: %j', async (key) => {
  await get();
  expect(await get(key)).toBe('ASIA2');
  expect(await get()).toBe('ASIA1');
});

test('only the owner can read the folder and its one file', async () => {
  await get();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
});

test('a folder that other users can open is closed to them', async () => {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  await get();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('the folder is in XDG_CACHE_HOME if that is an absolute path', async () => {
  host.env.XDG_CACHE_HOME = path.join(host.homeFolder, 'caches');
  await get();
  expect(readdirSync(path.join(host.homeFolder, 'caches'))).toEqual(['fedbroker']);
  host.env.XDG_CACHE_HOME = 'caches';
  await get();
  expect(existsSync(folder)).toBe(true);
});

const isRoot = process.getuid?.() === 0;

test.each<readonly [string, string, (file: string) => void]>([
  ['that is incomplete', 'it is damaged', (file) => truncateSync(file, 40)],
  ['that is empty', 'it is damaged', (file) => truncateSync(file)],
  ['with other JSON', 'it is damaged', (file) => writeFileSync(file, '{"credentials":{}}')],
  ['with JSON that is not an object', 'it is damaged', (file) => writeFileSync(file, 'null')],
  ['that others may read', 'another user owns it or may read it', (file) => chmodSync(file, 0o644)],
  ['that is huge', 'it is not a file of fedbroker', (file) => truncateSync(file, 70_000)],
  [
    'that is a symbolic link, even to good credentials',
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
          'of another user',
          'another user owns it or may read it',
          (file: string) => chownSync(file, 12_345, 12_345),
        ] as const,
      ]
    : []),
])('a file %s is not used, but replaced, with one warning', async (_, reason, spoil) => {
  await get();
  const file = onlyFile();
  spoil(file);
  expect(await get()).toBe('ASIA2');
  expect(host.stderr.text).toBe(`fedbroker: removed the cache entry ${file}: ${reason}\n`);
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
    'FOLDER is not a folder that you own',
  ],
  ['cannot be created', () => writeFileSync(path.dirname(folder), ''), 'ENOTDIR'],
  [
    'is a symbolic link',
    () => {
      mkdirSync(path.dirname(folder));
      symlinkSync(host.homeFolder, folder);
    },
    'FOLDER is not a folder that you own',
  ],
  ...(isRoot
    ? ([
        [
          'belongs to another user',
          () => {
            mkdirSync(folder, { recursive: true });
            chownSync(folder, 12_345, 12_345);
          },
          'FOLDER is not a folder that you own',
        ],
      ] as const)
    : ([
        ['is read-only', () => mkdirSync(folder, { recursive: true, mode: 0o500 }), 'EACCES'],
      ] as const)),
])(
  'if the folder %s, credentials are issued without the cache, with a warning of one line',
  async (_, spoil, reason) => {
    spoil();
    expect(await get()).toBe('ASIA1');
    expect(host.stderr.text.replaceAll(folder, 'FOLDER')).toBe(
      `fedbroker: cannot use the cache FOLDER (${reason}); continuing without it\n`,
    );
    expect(issues).toBe(1);
  },
);

test('without a home folder there is no cache, unless XDG_CACHE_HOME names a folder', async () => {
  const { homeFolder } = host;
  Object.assign(host, { homeFolder: undefined });
  expect([await get(), await get()]).toEqual(['ASIA1', 'ASIA2']);
  const warning = 'there is no cache without a home folder: set HOME or XDG_CACHE_HOME';
  expect(host.stderr.text).toBe(`fedbroker: ${warning}\n`.repeat(2));
  host.env.XDG_CACHE_HOME = path.join(homeFolder, 'caches');
  expect([await get(), await get()]).toEqual(['ASIA3', 'ASIA3']);
  Object.assign(host, { homeFolder });
});

test('if a file system reports ENOENT for every new folder, credentials are issued without the cache', async () => {
  host.env.XDG_CACHE_HOME = '/proc';
  expect(await get()).toBe('ASIA1');
  expect(host.stderr.text).toMatch(
    /^fedbroker: cannot use the cache \/proc\/fedbroker \(E[A-Z]+\); continuing without it\n$/,
  );
});

test('if credentials cannot be written to the cache, they are used anyway and not issued twice', async () => {
  const credentials = await new CredentialCache(host).get(KEY, async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    return issued(60);
  });
  expect(credentials.AccessKeyId).toBe('ASIA1');
  expect(issues).toBe(1);
  expect(host.stderr.text).toMatch(/^fedbroker: cannot use the cache \S+ \(ENOTDIR\)/);
});

test('a refusal is passed on, and leaves neither an entry nor a lock', async () => {
  const refuse = () => Promise.reject(new Failure('notGranted', 'no'));
  await expect(new CredentialCache(host).get(KEY, refuse)).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
  expect(await get()).toBe('ASIA1');
});

test('only files that are too old to hold valid credentials are removed', async () => {
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

test.each([
  [9, 'EPERM', 1],
  [10, 'EPERM', 2],
  [1, 'ENOSPC', 2],
])(
  'a file that cannot be replaced %i times because of %s costs %i requests: Windows gives EPERM while another process reads it',
  async (refusals, code, requests) => {
    const rename = jest.spyOn(fs, 'rename');
    for (let each = 0; each < refusals; each++) {
      rename.mockRejectedValueOnce(Object.assign(new Error(), { code }));
    }
    await get();
    await get();
    rename.mockRestore();
    expect(issues).toBe(requests);
    // No unfinished file stays beside the entry.
    expect(readdirSync(folder)).toHaveLength(1);
    expect(host.stderr.text.includes(`(${code}); continuing without it`)).toBe(requests > 1);
  },
);
