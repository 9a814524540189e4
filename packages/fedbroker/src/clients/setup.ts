/** What the lines for a client say. */
export interface Setup {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
  readonly canList: boolean;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Prints credentials if an option --format is added. */
  readonly credentialsCommand: string;
  /** The region of the bucket. */
  readonly region: string;
  /** The address of S3, for clients that do not find it by themselves. */
  readonly s3Url: string;
  /** Whether S3 is not AWS's own, so that every client needs its address. */
  readonly isLocal: boolean;
}

/** Lines that belong in one place. */
export interface Section {
  /** Where the lines go. It is a comment of the output. */
  readonly place: string;
  readonly lines: readonly string[];
}

/** Returns the lines for one client. */
export type Recipe = (setup: Setup) => readonly Section[];

/** The name of the profile, remote or alias in the files of the clients. */
export const NAME = 'brokered';

/** A file of the person in the examples. */
export const FILE = 'report.csv';

export function folderUrl({ bucket, prefix }: Setup): string {
  return `s3://${bucket}/${prefix}`;
}
