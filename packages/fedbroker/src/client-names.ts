/** The S3 clients that `config` knows. */
export const CLIENT_NAMES = [
  'aws',
  'boto3',
  'fsspec',
  'javascript',
  'mc',
  'rclone',
  'restic',
  's3cmd',
  's3fs',
] as const;

export type ClientName = (typeof CLIENT_NAMES)[number];
