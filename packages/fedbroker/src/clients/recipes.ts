import type { ClientName } from '../client-names.ts';
import { aws } from './aws.ts';
import { boto3 } from './boto3.ts';
import { fsspec } from './fsspec.ts';
import { javascript } from './javascript.ts';
import { mc } from './mc.ts';
import { rclone } from './rclone.ts';
import { restic } from './restic.ts';
import { s3cmd } from './s3cmd.ts';
import { s3fs } from './s3fs.ts';
import type { Recipe } from './setup.ts';

export const RECIPES: Readonly<Record<ClientName, Recipe>> = {
  aws,
  boto3,
  fsspec,
  javascript,
  mc,
  rclone,
  restic,
  s3cmd,
  s3fs,
};
