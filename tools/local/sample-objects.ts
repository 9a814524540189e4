import type { LocalAws } from 'local-aws';
import type { Target } from '../../core/aws/target.ts';
import { callerGrant } from '../../core/grants/caller-grant.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { isForTokensOf, type SamplePerson } from './sample-people.ts';

/** The Region of each bucket, as the grants name it. */
export function regionsOf(grants: readonly Grant[]): ReadonlyMap<string, string | undefined> {
  return new Map(grants.map(({ scope, region }) => [scope.template.bucket, region]));
}

/** Returns the scopes of the grants. A scope with claims is filled in for each of these people. */
function scopesOf(grants: readonly Grant[], people: readonly SamplePerson[]): readonly Target[] {
  return grants.flatMap((grant) =>
    grant.scope.claims.length === 0
      ? [grant.scope.template]
      : people
          .filter(({ identity }) => isForTokensOf(grant, identity.authentication))
          .flatMap(({ identity }) => callerGrant(grant, identity)?.scope ?? []),
  );
}

/** More than a page of the API holds by default, so that paging can be tried. */
const REPORTS = 120;

/**
 * Creates the buckets of the grants, with sample objects.
 *
 * @param filled names of buckets that already exist
 * @returns the names of the created buckets
 */
export function seedBuckets(
  local: LocalAws,
  grants: readonly Grant[],
  people: readonly SamplePerson[],
  filled: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const scopes = scopesOf(grants, people);
  const regions = regionsOf(grants);
  const created = new Set(
    scopes.map((scope) => scope.bucket).filter((bucket) => !filled.has(bucket)),
  );
  for (const bucket of created) {
    local.s3.createBucket(bucket, { region: regions.get(bucket) });
    seedSamples(local, bucket, scopes);
  }
  return created;
}

/** Puts objects under each prefix, and under a folder next to it whose name starts with the same letters. */
function seedSamples(local: LocalAws, bucket: string, scopes: readonly Target[]): void {
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
