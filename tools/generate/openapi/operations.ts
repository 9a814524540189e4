import type { BrokerErrorCode } from '../../../core/broker-error.ts';
import type { Parser } from '../../../core/parser.ts';
import { consoleRequestParser } from '../../../core/requests/console-request.ts';
import { credentialsRequestParser } from '../../../core/requests/credentials-request.ts';
import { listParametersParser } from '../../../core/requests/list-request.ts';
import { tokenRequestParser } from '../../../core/requests/token-request.ts';
import { grantsResponseParser } from '../../../core/responses/grants-response.ts';
import { listResponseParser } from '../../../core/responses/list-response.ts';
import { signInLinkResponseParser } from '../../../core/responses/sign-in-link-response.ts';
import {
  containerCredentialsParser,
  tokenExplanationParser,
  tokenResponseParser,
} from '../../../core/responses/token-response.ts';
import type { Route } from '../../../core/routes.ts';

/** What the document says about one route. */
export interface Operation {
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly query?: Parser<unknown>;
  readonly body?: Parser<unknown>;
  /** The successful answer is one of these. */
  readonly responses: readonly Parser<unknown>[];
  /** The broker's errors, without those of every route. */
  readonly errors: readonly BrokerErrorCode[];
}

export type Tag = 'Credentials' | 'Listings' | 'Grants';

export const TAGS: Readonly<Record<Tag, string>> = {
  Credentials: 'Temporary credentials and sign-in links.',
  Listings: 'Object keys, listed with the permissions of the caller.',
  Grants: "The caller's grants.",
};

/** The errors of every route. No grant can name the caller, or the broker itself failed. */
export const COMMON_ERRORS: readonly BrokerErrorCode[] = ['AccessDenied', 'InternalError'];

/** The errors of a call to AWS. */
const UPSTREAM_ERRORS: readonly BrokerErrorCode[] = [
  'Throttled',
  'UpstreamFailure',
  'BrokerAccessKeyUnavailable',
  'UpstreamTimeout',
];

export const OPERATIONS: Readonly<Record<Route, Operation>> = {
  'POST /federation-tokens': {
    id: 'issueToken',
    tag: 'Credentials',
    summary: 'Issue temporary credentials',
    description:
      'Issues credentials for one access or several, if the caller has a grant for each of them. With DryRun, it explains the decision and ' +
      'issues nothing.',
    body: tokenRequestParser,
    responses: [tokenResponseParser, tokenExplanationParser],
    errors: ['InvalidRequest', 'PolicyTooLarge', ...UPSTREAM_ERRORS],
  },
  'GET /credentials': {
    id: 'getContainerCredentials',
    tag: 'Credentials',
    summary: 'Issue temporary credentials to an AWS SDK',
    description:
      'A container credentials endpoint, which AWS SDKs call by themselves. Set AWS_CONTAINER_CREDENTIALS_FULL_URI to this ' +
      'URL with its query, and AWS_CONTAINER_AUTHORIZATION_TOKEN or AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE to the token. ' +
      'Only the API for tokens has this route, because SDKs send a token and cannot sign.',
    query: credentialsRequestParser,
    responses: [containerCredentialsParser],
    errors: ['InvalidRequest', 'PolicyTooLarge', ...UPSTREAM_ERRORS],
  },
  'GET /console': {
    id: 'getSignInLink',
    tag: 'Credentials',
    summary: 'Get a sign-in link to the AWS console',
    description:
      'Returns a link that shows a folder in the AWS console. It needs a grant with console set to true. Treat the link as a ' +
      'password.',
    query: consoleRequestParser,
    responses: [signInLinkResponseParser],
    errors: ['InvalidRequest', 'PolicyTooLarge', ...UPSTREAM_ERRORS],
  },
  'GET /buckets/{bucket}/keys': {
    id: 'listKeys',
    tag: 'Listings',
    summary: 'List object keys',
    description:
      'Lists keys like ListObjectsV2. The broker lists with a session for the caller’s grant, never with permissions of its own.',
    query: listParametersParser,
    responses: [listResponseParser],
    errors: [
      'InvalidRequest',
      'PolicyTooLarge',
      'BucketAccessDenied',
      'NoSuchBucket',
      ...UPSTREAM_ERRORS,
    ],
  },
  'GET /grants': {
    id: 'listGrants',
    tag: 'Grants',
    summary: "List the caller's grants",
    description: 'Returns the identity and the grants of the caller. It does not call AWS.',
    responses: [grantsResponseParser],
    errors: [],
  },
};
