import type { CallerGrant } from './broker.ts';

export type LocationPermission = 'delete' | 'get' | 'list' | 'write';

/** What a person can do with a part of a bucket, by one grant. */
export interface Place {
  /** The same for the same grant after each request. */
  readonly id: string;
  readonly bucket: string;
  /** Empty for the whole bucket, ends in `/` for a folder, and is a key for an object. */
  readonly prefix: string;
  readonly kind: 'BUCKET' | 'PREFIX' | 'OBJECT';
  readonly permission: CallerGrant['Permission'];
  readonly permissions: readonly LocationPermission[];
  /** As in a request to the broker: `s3://BUCKET/PREFIX*` or `s3://BUCKET/KEY`. */
  readonly target: string;
  readonly region: string;
  /** Whether the person can only add files, and neither replace nor delete any. */
  readonly createOnly: boolean;
  /** The end of the grant. */
  readonly validUntil?: string;
}

const PERMISSIONS: Readonly<Record<CallerGrant['Permission'], readonly LocationPermission[]>> = {
  LIST: ['list'],
  READ: ['get', 'list'],
  UPLOAD: ['write'],
  WRITE: ['delete', 'write'],
  READWRITE: ['delete', 'get', 'list', 'write'],
};

const SCOPE = /^s3:\/\/([^/]+)\/(.*)$/s;

/**
 * One place for each grant, in the order of buckets and prefixes. Of two grants for the same part of a bucket, the weaker one has no
 * place. Grants to act for other users have none either, because they are for programs.
 */
export function placesOf(grants: readonly CallerGrant[]): readonly Place[] {
  const places = grants.filter((grant) => grant.FederatedUserNames === undefined).map(placeOf);
  return places
    .filter(
      (place, index) =>
        !places.some((other, at) => at !== index && isWithin(place, other, at < index)),
    )
    .sort(
      (one, other) =>
        compare(one.bucket, other.bucket) ||
        compare(one.prefix, other.prefix) ||
        compare(one.id, other.id),
    );
}

function placeOf(grant: CallerGrant): Place {
  const [, bucket = '', key = ''] = SCOPE.exec(grant.GrantScope) ?? [];
  const prefix = key.replace(/\*$/, '');
  const createOnly = grant.CreateOnly ?? false;
  return {
    id: `${grant.GrantId} ${grant.GrantScope} ${grant.Permission}`,
    bucket,
    prefix,
    kind: !key.endsWith('*') ? 'OBJECT' : prefix === '' ? 'BUCKET' : 'PREFIX',
    permission: grant.Permission,
    permissions: PERMISSIONS[grant.Permission].filter(
      (permission) => permission !== 'delete' || !createOnly,
    ),
    target: grant.GrantScope,
    region: grant.Region,
    createOnly,
    ...(grant.ValidUntil === undefined ? {} : { validUntil: grant.ValidUntil }),
  };
}

/** @param wins whether `other` stays if the two are equal */
function isWithin(place: Place, other: Place, wins: boolean): boolean {
  const covers =
    place.bucket === other.bucket &&
    place.prefix === other.prefix &&
    place.kind === other.kind &&
    place.permissions.every((permission) => other.permissions.includes(permission)) &&
    (place.createOnly || !other.createOnly) &&
    lastsAtLeast(other, place);
  const isSame =
    covers &&
    place.permissions.length === other.permissions.length &&
    place.createOnly === other.createOnly &&
    place.validUntil === other.validUntil;
  return isSame ? wins : covers;
}

function lastsAtLeast({ validUntil }: Place, other: Place): boolean {
  return (
    validUntil === undefined ||
    (other.validUntil !== undefined && Date.parse(other.validUntil) <= Date.parse(validUntil))
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const WORDS: Readonly<Record<CallerGrant['Permission'], (what: string) => string>> = {
  LIST: () => 'See the names of files',
  READ: (what) => `Download ${what}`,
  UPLOAD: (what) => `Upload ${what}`,
  WRITE: (what) => `Upload ${what}`,
  READWRITE: (what) => `Download, upload and delete ${what}`,
};

const CREATE_ONLY_WORDS: typeof WORDS = {
  ...WORDS,
  UPLOAD: (what) => `Upload ${what}, but replace nothing`,
  WRITE: (what) => `Upload ${what}, but replace nothing`,
  READWRITE: (what) => `Download and upload ${what}, but replace nothing`,
};

/** What the person can do there, in plain words. */
export function abilityOf({ kind, permission, createOnly }: Place): string {
  const words = createOnly ? CREATE_ONLY_WORDS : WORDS;
  return words[permission](kind === 'OBJECT' ? 'this file' : 'files');
}
