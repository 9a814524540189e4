/** The values from which the configuration of a client is made. */
export interface Setup {
  readonly bucket: string;
  /** The prefix of the object keys: empty, or ends with a slash. */
  readonly prefix: string;
  readonly canList: boolean;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** The arguments with which `fedbroker` prints credentials, not quoted. Append `--format` and a format. */
  readonly credentialsArguments: readonly string[];
  readonly isWindows: boolean;
  /** The region of the bucket. */
  readonly region: string;
  /** The URL of S3, for clients that do not derive the URL from the Region. */
  readonly s3Url: string;
  /** If true, the client uses a local S3 and not Amazon S3. Then every client needs `s3Url`. */
  readonly isLocal: boolean;
}

/** The lines of the configuration that belong in one file or command. */
export interface Section {
  /** Says where to put the lines. The output contains this text as a comment. */
  readonly place: string;
  readonly lines: readonly string[];
}

/** Returns the configuration of one client. */
export type Recipe = (setup: Setup) => readonly Section[];

/** In a configuration file, a control character and a comment mark end the line. */
export const ENDS_LINE = /\p{C}|\s[#;]/u;

/** The name of the profile, remote or alias that the configuration defines. */
export const NAME = 'brokered';

/** The file that the examples upload. */
export const FILE = 'report.csv';

export function folderUrl({ bucket, prefix }: Setup): string {
  return `s3://${bucket}/${prefix}`;
}
