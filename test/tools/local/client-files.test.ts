import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { awsConfigIn, clientFolder, writeAwsConfig } from '../../../tools/local/client-files.ts';

const ENDPOINT = 'http://127.0.0.1:8787';

let folder: string;
let other: Server;
let otherUrl: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'client-files-'));
  other = createServer((_, response) => response.writeHead(403).end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function stop(): Promise<void> {
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
}

function leaveFilesOf(endpointUrl: string): void {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const settings = { endpointUrl, region: 'us-east-1' };
  writeAwsConfig(awsConfigIn(folder), [{ name: 'caller', credentials }], settings);
}

test('an empty folder is used', async () => {
  expect(await clientFolder(folder, ENDPOINT)).toBe(folder);
});

test('a broker that is still running keeps its files, and the next one gets a folder of its own', async () => {
  leaveFilesOf(otherUrl);
  expect(await clientFolder(folder, ENDPOINT)).toBe(path.join(folder, '8787'));
});

test('the files of a broker that has stopped are replaced', async () => {
  leaveFilesOf(otherUrl);
  await stop();
  expect(await clientFolder(folder, ENDPOINT)).toBe(folder);
});

test('a broker at the same address as an earlier one replaces its files', async () => {
  leaveFilesOf(otherUrl);
  expect(await clientFolder(folder, otherUrl)).toBe(folder);
});

test.each(['a new file', 'a file that everybody could read'])(
  'only its owner may read %s with credentials',
  (kind) => {
    const file = awsConfigIn(folder);
    if (kind !== 'a new file') {
      writeFileSync(file, '', { mode: 0o644 });
    }
    leaveFilesOf(ENDPOINT);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  },
);
