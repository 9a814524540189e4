import type { ClientName } from '../../../packages/fedbroker/src/client-names.ts';

export const PERMISSIONS = ['READ', 'UPLOAD', 'WRITE', 'READWRITE'] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const READING: readonly Permission[] = ['READ', 'READWRITE'];
export const PUTTING: readonly Permission[] = ['UPLOAD', 'WRITE', 'READWRITE'];
export const DELETING: readonly Permission[] = ['WRITE', 'READWRITE'];
export const READING_AND_WRITING: readonly Permission[] = ['READWRITE'];

/** An S3 client that people use, and what they do with it. */
export interface EverydayClient {
  readonly name: string;
  /** Its name for `fedbroker config`, which prints its lines. */
  readonly config: ClientName;
  readonly program: string;
  readonly versionArguments: readonly string[];
  /** Matches the output for these arguments. Its group is the version. */
  readonly versionPattern: RegExp;
  readonly oldest?: Oldest;
  /** How to run the lines of code that `fedbroker config` prints, such as `python3 FILE`. */
  readonly runsCode?: string;
  /** The permissions with which the printed commands work. By default, all. */
  readonly printedWorks?: readonly Permission[];
  /** Runs after the printed commands. */
  readonly afterPrinted?: string;
  /** The oldest version with which all printed commands work. By default, that of the client. */
  readonly printedOldest?: Oldest;
  /** What it also says when S3 refuses it. */
  readonly refusal?: RegExp;
  /** Runs before the operations with READ, as the owner of the folder. */
  readonly prepareReading?: string;
  readonly operations: readonly Operation[];
}

/** The oldest version that works, and why older ones do not. */
export interface Oldest {
  readonly version: string;
  readonly reason: string;
}

/**
 * Its shell command runs in a folder that holds the local files. These variables are set: `BUCKET`, `FOLDER` (the prefix of the
 * client's folder, without the slash at its end) and `ENDPOINT`.
 */
export interface Operation {
  readonly name: string;
  /** The permissions with which it works. It is refused with the others, and in a neighbouring folder. */
  readonly works: readonly Permission[];
  readonly command: string;
  /** Keys in the folder that it writes, and the local files with the same content. */
  readonly writes?: Readonly<Record<string, LocalFile>>;
  /** Keys in the folder that it deletes. */
  readonly deletes?: readonly string[];
  /** What a refused operation does wrong. By default, it fails and changes nothing. */
  readonly whenRefused?: 'exits with 0' | 'writes, then fails';
  /** The oldest version of the client with which the operation works. */
  readonly oldest?: Oldest;
}

export type LocalFile = 'small.txt' | 'mid.bin' | 'big.bin';

/** The objects in each folder before the operations. */
export const SEEDS: Readonly<Record<string, LocalFile>> = {
  'seed/small.txt': 'small.txt',
  'seed/mid.bin': 'mid.bin',
  'seed/to-move.txt': 'small.txt',
  'seed/to-delete.txt': 'small.txt',
  'seed/old/one.txt': 'small.txt',
  'seed/old/two.txt': 'small.txt',
};
