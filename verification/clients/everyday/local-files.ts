import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalFile } from './everyday-client.ts';

const MEBIBYTE = 1024 * 1024;

/** The files to upload. Most clients use a multipart upload for objects larger than 8 MB. */
const MID_MEBIBYTES = 9;

const BIG_MEBIBYTES = 100;

export type Contents = Readonly<Record<LocalFile, Buffer>>;

/** Writes the files that clients upload. */
export function writeLocalFiles(folder: string): Contents {
  const contents = {
    'small.txt': Buffer.from('report,1\n'),
    'mid.bin': randomBytes(MID_MEBIBYTES * MEBIBYTE),
    'big.bin': randomBytes(BIG_MEBIBYTES * MEBIBYTE),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(path.join(folder, name), content);
  }
  return contents;
}

/** Links the files into a folder, adds a tree of two files, and adds the file that the commands of `fedbroker config` upload. */
export function linkLocalFiles(files: readonly string[], from: string, to: string): void {
  for (const name of files) {
    linkSync(path.join(from, name), path.join(to, name));
  }
  const small = path.join(from, 'small.txt');
  mkdirSync(path.join(to, 'tree'));
  linkSync(small, path.join(to, 'tree/a.txt'));
  linkSync(small, path.join(to, "tree/it's & more.txt"));
  linkSync(small, path.join(to, 'report.csv'));
  mkdirSync(path.join(to, 'MOUNTPOINT'));
  mkdirSync(path.join(to, 'FOLDER'));
  linkSync(small, path.join(to, 'FOLDER/a.txt'));
}
