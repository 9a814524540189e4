import type { CallerIdentity } from '../../core/callers/identity.ts';
import { PEOPLE, PINNED_ROLE, randomText, SET, SUFFIX, WORKFLOWS } from './identity-callers.ts';
import { below, pick, type Random } from './random.ts';

/** A grant as a grants file has it, and what it means, written by hand and without the broker's code. */
export interface IdentityGrant {
  readonly written: object;
  /** Whether the grant is for the caller. */
  readonly isFor: (caller: CallerIdentity) => boolean;
  /** The segments of its path. */
  readonly segments: readonly Segment[];
  /** Whether the path is a folder, not one object. */
  readonly isFolder: boolean;
}

/** A fixed name, or the text before and after a value of the caller. */
type Segment =
  | string
  | { readonly before: string; readonly valueOf: ValueOf; readonly after: string };

type ValueOf = (caller: CallerIdentity) => unknown;

/** Characters that the broker accepts in a path, with margin: it must not lose these. */
const HARMLESS = /^[a-zA-Z0-9@|=:_-]+$/;

const ownValue = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (outer, name) =>
      typeof outer === 'object' &&
      outer !== null &&
      !Array.isArray(outer) &&
      Object.hasOwn(outer, name)
        ? Object.getOwnPropertyDescriptor(outer, name)?.value
        : undefined,
    value,
  );

const claim =
  (...path: readonly string[]): ValueOf =>
  (caller) =>
    caller.kind === 'jwt' ? ownValue(caller.claims, ...path) : undefined;

const anyItem = (value: unknown, holds: (item: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(holds) : holds(value);

/** Each test of a grantee, as written and as a condition. */
const CLAIM_TESTS: readonly {
  readonly written: object;
  readonly holds: (caller: CallerIdentity) => boolean;
}[] = [
  {
    written: { sub: '*' },
    holds: (caller) => typeof claim('sub')(caller) === 'string' && claim('sub')(caller) !== '',
  },
  {
    written: { sub: 'alice' },
    holds: (caller) => anyItem(claim('sub')(caller), (item) => item === 'alice'),
  },
  {
    written: { groups: 'analysts' },
    holds: (caller) => anyItem(claim('groups')(caller), (item) => item === 'analysts'),
  },
  {
    written: { '/realm_access/roles': 'analysts' },
    holds: (caller) =>
      anyItem(claim('realm_access', 'roles')(caller), (item) => item === 'analysts'),
  },
  {
    written: { email_verified: true },
    holds: (caller) => claim('email_verified')(caller) === true,
  },
  {
    written: { sub: 'repo:octo-org/octo-repo:*' },
    holds: (caller) =>
      anyItem(
        claim('sub')(caller),
        (item) => typeof item === 'string' && /^repo:octo-org\/octo-repo:./su.test(item),
      ),
  },
  {
    written: { repository: 'octo-org/*' },
    holds: (caller) =>
      anyItem(
        claim('repository')(caller),
        (item) => typeof item === 'string' && /^octo-org\/./su.test(item),
      ),
  },
];

const CLAIM_PLACES: readonly { readonly name: string; readonly valueOf: ValueOf }[] = [
  { name: 'sub', valueOf: claim('sub') },
  { name: 'team', valueOf: claim('team') },
  { name: '/realm_access/team', valueOf: claim('realm_access', 'team') },
];

export function randomGrant(random: Random): IdentityGrant {
  return random() < 0.3 ? grantOfPermissionSet(random) : grantOfTokens(random);
}

function grantOfTokens(random: Random): IdentityGrant {
  const authentication = pick([PEOPLE, WORKFLOWS], random);
  const tests = Array.from({ length: 1 + below(2, random) }, () => pick(CLAIM_TESTS, random));
  const place = pick([...CLAIM_PLACES, undefined], random);
  const jwt = Object.assign({}, ...tests.map(({ written }) => written)) as object;
  // A later test of the same claim replaces an earlier one.
  const counted = tests.filter(({ written }) =>
    Object.entries(written).every(([name, value]) => ownValue(jwt, name) === value),
  );
  return grantIn(random, place, {
    grantee: { jwt, authentication },
    isFor: (caller) =>
      caller.kind === 'jwt' &&
      caller.authentication === authentication &&
      counted.every(({ holds }) => holds(caller)),
  });
}

function grantOfPermissionSet(random: Random): IdentityGrant {
  const isPinned = random() < 0.7;
  const place = {
    name: 'sessionName',
    valueOf: (caller: CallerIdentity) =>
      caller.kind === 'assumed-role' ? caller.sessionName : undefined,
  };
  return grantIn(random, isPinned ? place : undefined, {
    grantee: { iam: `permission-set/${SET}${isPinned ? `_${SUFFIX}` : ''}` },
    isFor: (caller) =>
      caller.kind === 'assumed-role' &&
      (isPinned
        ? caller.roleName === PINNED_ROLE
        : /^AWSReservedSSO_Engineer_[0-9a-f]{16}$/.test(caller.roleName)),
  });
}

function grantIn(
  random: Random,
  place: { readonly name: string; readonly valueOf: ValueOf } | undefined,
  { grantee, isFor }: { readonly grantee: object; readonly isFor: IdentityGrant['isFor'] },
): IdentityGrant {
  const isFolder = random() < 0.8;
  const own: readonly Segment[] =
    place === undefined
      ? ['shared']
      : [
          {
            before: pick(['', 'p-'], random),
            valueOf: place.valueOf,
            after: pick(['', '-x', '.d'], random),
          },
        ];
  const segments = ['home', ...own, ...(isFolder ? [] : ['f.txt'])];
  const path = segments
    .map((segment) =>
      typeof segment === 'string' ? segment : `${segment.before}{${place?.name}}${segment.after}`,
    )
    .join('/');
  return {
    written: {
      id: 'grant',
      grantee,
      scope: `s3://amzn-s3-demo-bucket/${path}${isFolder ? '/*' : ''}`,
      permission: 'READ',
      ...(place === undefined ? {} : { tags: { person: `{${place.name}}` } }),
    },
    isFor,
    segments,
    isFolder,
  };
}

/** The path of the grant for the caller, or undefined if the caller's value cannot be the name of one folder. */
export function ownPath(
  { segments }: IdentityGrant,
  caller: CallerIdentity,
): readonly string[] | undefined {
  const path = segments.map((segment) => {
    if (typeof segment === 'string') {
      return segment;
    }
    const value = segment.valueOf(caller);
    return typeof value === 'string' && value !== '' && !value.includes('/')
      ? `${segment.before}${value}${segment.after}`
      : undefined;
  });
  return path.every((name) => name !== undefined) ? path : undefined;
}

/** The caller's values that the place of the grant contains. */
export function ownValues({ segments }: IdentityGrant, caller: CallerIdentity): readonly unknown[] {
  return segments.flatMap((segment) =>
    typeof segment === 'string' ? [] : [segment.valueOf(caller)],
  );
}

/** Whether the broker must accept the caller's values. */
export function isHarmless(grant: IdentityGrant, caller: CallerIdentity): boolean {
  return ownValues(grant, caller).every((value) => HARMLESS.test(String(value)));
}

/** A path near the grant's place: with the caller's value as it is, or with another one. */
export function pathNear(
  { segments, isFolder }: IdentityGrant,
  caller: CallerIdentity,
  random: Random,
): string {
  const path = segments.map((segment) => {
    if (typeof segment === 'string') {
      return random() < 0.98 ? segment : randomText(random);
    }
    const value = random() < 0.6 ? String(segment.valueOf(caller)) : randomText(random);
    return `${segment.before}${value}${segment.after}`;
  });
  const end = isFolder
    ? pick(['/*', '/x', '/x', '/x/*', '', '/../bob/x'], random)
    : pick(['', '/x'], random);
  return `${path.join('/')}${end}`;
}
