import { AWS_CLI_1, AWS_CLI_2 } from './clients/aws-cli.ts';
import { BOTO3 } from './clients/boto3.ts';
import { FSSPEC } from './clients/fsspec.ts';
import { JAVASCRIPT } from './clients/javascript.ts';
import { MC } from './clients/mc.ts';
import { RCLONE } from './clients/rclone.ts';
import { RESTIC } from './clients/restic.ts';
import { S3CMD } from './clients/s3cmd.ts';
import { S3FS } from './clients/s3fs.ts';
import type { EverydayClient } from './everyday-client.ts';

export const EVERYDAY_CLIENTS: readonly EverydayClient[] = [
  AWS_CLI_1,
  AWS_CLI_2,
  BOTO3,
  JAVASCRIPT,
  RCLONE,
  S3CMD,
  RESTIC,
  MC,
  S3FS,
  FSSPEC,
];
