/** The S3 clients for which `fedbroker config` can print a configuration. */
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
