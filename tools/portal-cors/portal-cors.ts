import {
  type Authentication,
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from '../../core/configuration/authentication.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { authenticationNameOf } from '../../core/grants/grantee.ts';
import { portalId } from '../../lib/jwt-api-ids.ts';
import { shellQuoted, shellWord } from '../shell-word.ts';
import { portalCors } from './cors-rules.ts';

/** The last lines of the commands' help. */
export const PORTAL_CORS_HELP = `  URL          the address of the portal: the output PortalUrl of the deployed stack (PortalNAMEUrl for an entry with a name).
               Not needed if the API has a custom domain
  --name NAME  the jwt entry whose portal it is, if several have one`;

export interface PortalBroker {
  readonly authentication: readonly Authentication[];
  readonly grants: readonly Grant[];
}

/** Which portal the person means. */
export interface ChosenPortal {
  readonly name?: string;
  readonly urls: readonly string[];
}

/** In a cloud assembly, a bucket's name can be a reference to a resource: `${Bucket83908E77}`. */
const UNKNOWN_NAME = /\$\{/;

const BUCKET_NAME = 'BUCKET_NAME';

/** The hosts of this machine, where a portal may be without encryption. */
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * The CORS rules that the portal needs, and the command that sets them, for each bucket of the grants for its tokens.
 *
 * @throws Error that says what to give
 */
export function portalCorsText(broker: PortalBroker, chosen: ChosenPortal): string {
  const [name, entry] = portalOf(broker.authentication, chosen.name);
  const origin = originOf(urlOf(entry, chosen.urls));
  const buckets = bucketsOf(broker.grants, name);
  if (buckets.size === 0) {
    throw new Error(`No grant is for tokens of "${name}", so the portal needs no bucket.`);
  }
  const cors = portalCors(origin);
  return [
    `These CORS rules let the portal at ${origin} use a bucket. They give nobody permissions.`,
    JSON.stringify(cors, null, 2),
    'Set them on each bucket. A command replaces all CORS rules of its bucket: look at them first with\n' +
      '"aws s3api get-bucket-cors --bucket NAME", and add those that you still need.',
    ...[...buckets].flatMap(([bucket, region]) => [
      ...noteOn(bucket, broker, name),
      [
        'aws s3api put-bucket-cors',
        ...(region === undefined ? [] : [`--region ${region}`]),
        `--bucket ${UNKNOWN_NAME.test(bucket) ? BUCKET_NAME : shellWord(bucket)}`,
        `--cors-configuration ${shellQuoted(JSON.stringify(cors))}`,
      ].join(' '),
    ]),
  ].join('\n\n');
}

function portalOf(
  authentication: readonly Authentication[],
  chosen: string | undefined,
): readonly [name: string, entry: JwtAuthentication] {
  const portals = [...jwtAuthenticationsIn(authentication)].filter(
    ([, { portal }]) => portal !== undefined,
  );
  const names = portals.map(([name]) => `"${name}"`).join(', ');
  if (portals.length === 0) {
    throw new Error('No jwt entry of "authentication" has a portal: add "portal" to one.');
  }
  const [found, ...others] = portals.filter(([name]) => chosen === undefined || name === chosen);
  if (found === undefined) {
    throw new Error(`--name: no jwt entry "${chosen}" has a portal, only ${names}`);
  }
  if (others.length > 0) {
    throw new Error(`Several jwt entries have a portal: choose one with --name: ${names}`);
  }
  return found;
}

function urlOf({ customDomain, name }: JwtAuthentication, urls: readonly string[]): string {
  const [url = customDomain && `https://${customDomain.domainName}`, ...more] = urls;
  if (url === undefined || more.length > 0) {
    throw new Error(
      `Give the address of the portal: the output ${portalId(name)}Url of the stack, or in an app what portalUrl() returns. See --help.`,
    );
  }
  return url;
}

/** Amazon S3 compares origins as text, so a `/` at the end would allow nothing. */
function originOf(url: string): string {
  if (!URL.canParse(url)) {
    throw new Error(`${url}: must be the address of the portal, such as https://HOST/`);
  }
  const { origin, protocol, hostname, pathname, search, hash, username } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.includes(hostname))) {
    throw new Error(
      `${url}: must begin with https://, because anybody on the network could change an unencrypted page; http:// is only for addresses of this machine`,
    );
  }
  if (pathname !== '/' || search !== '' || hash !== '' || username !== '') {
    throw new Error(`${url}: must have no path, because the portal is at the root of the API`);
  }
  return origin;
}

/** The buckets of the grants for the entry's tokens, with their Regions if the grants name them. */
export function bucketsOf(
  grants: readonly Grant[],
  name: string,
): ReadonlyMap<string, string | undefined> {
  return new Map(
    grants
      .filter((grant) => isFor(grant, name))
      .map(({ scope, region }) => [scope.template.bucket, region]),
  );
}

function isFor({ grantee }: Grant, name: string): boolean {
  return grantee.kind === 'jwt' && authenticationNameOf(grantee) === name;
}

function noteOn(
  bucket: string,
  { authentication, grants }: PortalBroker,
  name: string,
): readonly string[] {
  const others = [...jwtAuthenticationsIn(authentication)]
    .filter(([other, { portal }]) => other !== name && portal !== undefined)
    .filter(([other]) => bucketsOf(grants, other).has(bucket))
    .map(([other]) => `"${other}"`);
  return [
    ...(UNKNOWN_NAME.test(bucket)
      ? [
          `The name of ${bucket} is known only when its stack is deployed: write it in place of ${BUCKET_NAME}, or give the ` +
            'rule to the bucket in your app with addCorsRule().',
        ]
      : []),
    ...(others.length === 0
      ? []
      : [
          `${bucket} also has grants for the portal of ${others.join(', ')}: add its origin to AllowedOrigins.`,
        ]),
  ];
}
