import type { Permission, Target } from '../../core/aws/target.ts';
import type { CaseRequest } from './policy-case.ts';
import { below, pick, type Random } from './random.ts';

/** A request to S3 inside, near or far from a target. */
export interface Probe {
  readonly action: string;
  readonly bucket: string;
  /** The object's key or, for a listing, its prefix. Undefined means a listing without a prefix. */
  readonly path: string | undefined;
  /** For s3:PutObject: the request has If-None-Match, or belongs to a multipart upload. Undefined: neither. */
  readonly put?: Put;
}

type Put = 'if-none-match' | 'part';

const LIST_ACTIONS = ['s3:ListBucket', 's3:ListBucket', 's3:ListBucketVersions'];

const LOCATION_ACTION = 's3:GetBucketLocation';

const OBJECT_ACTIONS: readonly string[] = [
  ...['s3:GetObject', 's3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
  ...['s3:PutObject', 's3:PutObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'],
  ...['s3:ListMultipartUploadParts', 's3:PutObjectTagging', 's3:DeleteObjectVersion'],
  ...['s3:GetObjectAcl', 's3:GetObjectVersion', 's3:PutObjectAcl'],
];

const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'];
const UPLOAD_ACTIONS = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
const WRITE_ACTIONS = [...UPLOAD_ACTIONS, 's3:DeleteObject'];

/** Each permission's actions on keys and prefixes, as `docs/reference.md` lists them. */
const PERMITTED: Readonly<Record<Permission, readonly string[]>> = {
  LIST: ['s3:ListBucket'],
  READ: ['s3:ListBucket', ...READ_ACTIONS],
  UPLOAD: UPLOAD_ACTIONS,
  WRITE: WRITE_ACTIONS,
  READWRITE: ['s3:ListBucket', ...READ_ACTIONS, ...WRITE_ACTIONS],
};

const BUCKETS = ['amzn-s3-demo-bucket', 'amzn-s3-demo-bucket1', 'amzn-s3-demo.bucket', 'amzn-s3'];

/** Text to append to a prefix. */
const TAILS = [
  ...['x', 'a/b', 'report.csv', '', '*', '?', '${*}', '$', '../x', './x', '/', '//', '%2F', 'b/x'],
  ...['\u00e9', '\u{1f600}', 'x\ny', '\r', '\u2028', '\u0000', ' ', ':', '\\', '"', "'"],
];

/** The values from which probes of one session are made. */
export interface Surroundings {
  readonly target: Target;
  /** The target of another caller. */
  readonly another?: Target;
  /** The value of `aws:userid` in the caller's requests. */
  readonly userId: string;
}

type Distortion = (path: string, random: Random, userId: string) => string;

/** Changes that a program would make to a path if it interpreted wildcards and variables in the path. */
const READ_AS_PATTERN: readonly Distortion[] = [
  (path) => path.replaceAll(/[?$]/g, 'x'),
  (path) => path.replaceAll('?', '/'),
  (path) => path.replace('?', '\u00e9'),
  (path) => path.replaceAll(/\$\{([*?$])\}/g, '$1'),
  (path) => path.replaceAll(/\$\{[*?]\}/g, 'x'),
  (path, _random, userId) => path.replaceAll('${aws:userid}', userId),
  (path) => path.replaceAll(/\$\{[^}]*'(.*)'\}/g, 'x'),
];

/** Other changes that people or programs may make to a path. */
const DISTORTIONS: readonly Distortion[] = [
  (path) => path.slice(0, -1),
  (path) => `${path.slice(0, -1)}b/`,
  (path, random) => path.slice(0, below(path.length + 1, random)),
  (path, random) => path.slice(below(path.length + 1, random)),
  (path) => path.toUpperCase(),
  (path) => path.toLowerCase(),
  (path, random) => replaceAt(path, below(path.length, random), random),
  (path) => path.replaceAll('$', ''),
  (path) => path.replaceAll(/[*?$]/g, (character) => `\${${character}}`),
  (path) => path.replaceAll(/\$\{[^}]*\}/g, ''),
  (path) => path.replaceAll('%', '%25'),
  (path) => path.replaceAll('%2F', '/').replaceAll('%2A', '*').replaceAll('%2e', '.'),
  (path) => encodeURI(path.replaceAll(/\p{Cs}/gu, '')),
  (path) => path.normalize('NFD'),
  (path) => path.replaceAll('\\', ''),
  (path) => path.replaceAll('\\', '\\\\'),
  (path) => path.replaceAll('/', ':'),
  (path) => path.replaceAll(':', '/'),
  (path) => path.replace('/', '//'),
  (path) => path.replace(/^[^/]*\//, ''),
  (path) => path.replace(/[^/]*\/$/, ''),
  (path) => path.replace(/^[^/]*/, '*'),
  (path) => path.replaceAll('team-a', 'team-ab'),
  (path) => path.trim(),
  (path) => `/${path}`,
  (path) => ` ${path}`,
  (path) => `${path}${path}`,
  () => '',
  () => '*',
];

export function probeNear(near: Surroundings, random: Random): Probe {
  const bucket = random() < 0.08 ? pick(BUCKETS, random) : near.target.bucket;
  if (random() < 0.02) {
    return { action: LOCATION_ACTION, bucket, path: undefined };
  }
  const isListing = random() < 0.25;
  const action = pick(isListing ? LIST_ACTIONS : OBJECT_ACTIONS, random);
  const path = isListing && random() < 0.06 ? undefined : pathNear(near, random);
  return action === 's3:PutObject'
    ? { action, bucket, path, put: pick([undefined, 'if-none-match', 'part'], random) }
    : { action, bucket, path };
}

/** Returns a key or prefix inside, near or far from the target. */
export function pathNear({ target, another, userId }: Surroundings, random: Random): string {
  const path = pathOf(another !== undefined && random() < 0.2 ? another : target);
  const distortions = /[?$]/.test(path) && random() < 0.5 ? READ_AS_PATTERN : DISTORTIONS;
  const distorted = random() < 0.4 ? path : pick(distortions, random)(path, random, userId);
  return random() < 0.2 ? distorted : distorted + pick(TAILS, random);
}

function replaceAt(path: string, index: number, random: Random): string {
  return (
    path.slice(0, index) + pick(['x', '*', '?', '/', '\u00e9'], random) + path.slice(index + 1)
  );
}

function pathOf(target: Target): string {
  return target.kind === 'object' ? target.objectKey : target.prefix;
}

/** What the caller of a session asked for. */
export interface Granted {
  readonly target: Target;
  readonly permission: Permission;
  readonly createOnly: boolean;
}

/** Whether a session must be able to make the request. It shares no code with the policy compiler, because it checks the policies. */
export function isInside({ target, permission, createOnly }: Granted, probe: Probe): boolean {
  const { action, bucket, path, put } = probe;
  if (bucket !== target.bucket) {
    return false;
  }
  if (action === LOCATION_ACTION) {
    return true;
  }
  const replaces = action === 's3:DeleteObject' || (action === 's3:PutObject' && put === undefined);
  if (!PERMITTED[permission].includes(action) || (createOnly && replaces)) {
    return false;
  }
  if (target.kind === 'object') {
    return action !== 's3:ListBucket' && path === target.objectKey;
  }
  return target.prefix === '' || path?.startsWith(target.prefix) === true;
}

/** Returns the request for which the local S3 would ask IAM. */
export function requestOf({
  action,
  bucket,
  path,
  put,
}: Probe): Pick<CaseRequest, 'action' | 'resource' | 'context'> {
  const arn = `arn:aws:s3:::${bucket}`;
  if (action === LOCATION_ACTION) {
    return { action, resource: arn, context: {} };
  }
  if (LIST_ACTIONS.includes(action)) {
    return { action, resource: arn, context: path === undefined ? {} : { 's3:prefix': path } };
  }
  const context = {
    ...(action === 's3:PutObject' ? { 's3:ObjectCreationOperation': String(put !== 'part') } : {}),
    ...(put === 'if-none-match' ? { 's3:if-none-match': '*' } : {}),
  };
  return { action, resource: `${arn}/${path}`, context };
}

/** Whether both targets can contain the same key. */
export function overlap(one: Target, other: Target): boolean {
  if (one.bucket !== other.bucket) {
    return false;
  }
  if (one.kind === 'object' && other.kind === 'object') {
    return one.objectKey === other.objectKey;
  }
  return pathOf(one).startsWith(pathOf(other)) || pathOf(other).startsWith(pathOf(one));
}
