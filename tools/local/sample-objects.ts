import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LocalAws } from 'local-aws';
import type { Target } from '../../core/aws/target.ts';
import { callerGrant } from '../../core/grants/caller-grant.ts';
import type { Grant } from '../../core/grants/grant.ts';
import type { BucketFolder } from './options.ts';
import type { SamplePerson } from './sample-people.ts';

/** Returns the scopes of the grants. A scope with claims is filled in for each of these people. */
export function scopesOf(
  grants: readonly Grant[],
  people: readonly SamplePerson[],
): readonly Target[] {
  return grants.flatMap((grant) =>
    grant.scope.claims.length === 0
      ? [grant.scope.template]
      : people.flatMap(({ identity }) => callerGrant(grant, identity)?.scope ?? []),
  );
}

/** More than a page of the API holds by default, so that paging can be tried. */
const REPORTS = 120;

/** Creates a bucket for each folder, and fills every other bucket of the scopes with sample objects. */
export function seedBuckets(
  local: LocalAws,
  scopes: readonly Target[],
  folders: readonly BucketFolder[],
): void {
  for (const { bucket, folder } of folders) {
    local.s3.createBucket(bucket);
    for (const file of filesUnder(folder)) {
      local.s3.putObject(bucket, file, readFileSync(path.join(folder, file)));
    }
  }
  const seeded = new Set(folders.map(({ bucket }) => bucket));
  for (const bucket of new Set(scopes.map((scope) => scope.bucket))) {
    if (!seeded.has(bucket)) {
      seedSamples(local, bucket, scopes);
    }
  }
}

/** Puts objects under each prefix, and under a folder next to it whose name starts with the same letters. */
function seedSamples(local: LocalAws, bucket: string, scopes: readonly Target[]): void {
  local.s3.createBucket(bucket);
  for (const scope of scopes.filter((each) => each.bucket === bucket)) {
    if (scope.kind === 'object') {
      putText(local, bucket, scope.objectKey, 'the one object of its grant');
    } else if (scope.prefix === '') {
      putText(local, bucket, 'readme.txt', 'at the root of the bucket');
    } else {
      for (let report = 1; report <= REPORTS; report += 1) {
        const number = String(report).padStart(3, '0');
        putText(local, bucket, `${scope.prefix}report-${number}.csv`, `report,${report}\n`);
      }
      putText(local, bucket, `${siblingOf(scope.prefix)}private.txt`, 'of another team');
    }
  }
}

/** `team-a/` → `team-ab/` */
export function siblingOf(prefix: string): string {
  return `${prefix.slice(0, -1)}b/`;
}

function putText(local: LocalAws, bucket: string, objectKey: string, text: string): void {
  local.s3.putObject(bucket, objectKey, Buffer.from(text));
}

/** Returns the paths relative to the folder, with `/` as separator. */
function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .map((file) => file.split(path.sep).join('/'));
}
