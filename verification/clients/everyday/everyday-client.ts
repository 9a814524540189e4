import type { ClientName } from '../../../packages/fedbroker/src/client-names.ts';

export const PERMISSIONS = ['READ', 'UPLOAD', 'WRITE', 'READWRITE'] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const READING: readonly Permission[] = ['READ', 'READWRITE'];
export const PUTTING: readonly Permission[] = ['UPLOAD', 'WRITE', 'READWRITE'];
export const DELETING: readonly Permission[] = ['WRITE', 'READWRITE'];
export const READING_AND_WRITING: readonly Permission[] = ['READWRITE'];

/** A common S3 client, and the operations to try with it. */
export interface EverydayClient {
  readonly name: string;
  /** The CLIENT argument of `fedbroker config` that prints this client's settings. */
  readonly config: ClientName;
  readonly program: string;
  readonly versionArguments: readonly string[];
  /** Matches what the program prints for `versionArguments`. The first group is the version. */
  readonly versionPattern: RegExp;
  readonly oldest?: Oldest;
  /** The command that reads a program from standard input, if `fedbroker config` prints a program instead of shell commands. */
  readonly runsCode?: string;
  /** The permissions with which the commands of `fedbroker config` work. Default: all. */
  readonly printedWorks?: readonly Permission[];
  /** A shell command that runs after the commands of `fedbroker config`. */
  readonly afterPrinted?: string;
  /** The oldest version with which all commands of `fedbroker config` work. Default: `oldest`. */
  readonly printedOldest?: Oldest;
  /** A message of this client that also means that S3 refused a request. */
  readonly refusal?: RegExp;
  /** A shell command that runs with READWRITE credentials before the operations with READ. */
  readonly prepareReading?: string;
  readonly operations: readonly Operation[];
}

/** The oldest version that works, and the reason why older versions do not work. */
export interface Oldest {
  readonly version: string;
  readonly reason: string;
}

/**
 * An operation to try with a client. The shell command runs in a folder that contains the local files, with the variables `BUCKET`,
 * `FOLDER` (the prefix of the client's folder in S3, without the trailing slash) and `ENDPOINT` (the URL of the local S3).
 */
export interface Operation {
  readonly name: string;
  /** The permissions with which the operation works. S3 must refuse it with the others, and in a neighbouring folder. */
  readonly works: readonly Permission[];
  readonly command: string;
  /** The keys that the operation writes, relative to the folder, and the local file with the same content for each. */
  readonly writes?: Readonly<Record<string, LocalFile>>;
  /** The keys that the operation deletes, relative to the folder. */
  readonly deletes?: readonly string[];
  /** How the client misbehaves when S3 refuses the operation. By default, the command must fail and change nothing. */
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
