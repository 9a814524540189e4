import { ROTATION_STEPS } from '../aws/rotation-step.ts';
import { permissionParser } from '../aws/target.ts';
import { BROKER_ERROR_CODES } from '../broker-error.ts';
import { either, type Fields, object, variants } from '../compound-parser.ts';
import { durationParser } from '../grants/grant.ts';
import { docs, schema } from '../json-schema.ts';
import {
  described,
  integer,
  matching,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  string,
  text,
  titled,
} from '../parser.ts';
import { show } from '../problems.ts';
import { accessKeyIdParser } from '../responses/token-response.ts';
import { errorParser } from './error-description.ts';

/** One line of JSON in the log of a function. */
export type LogEvent = Parsed<(typeof EVENTS)[keyof typeof EVENTS]>;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A time as JSON writes a Date. */
const instantParser: Parser<Date> = {
  read: (value, context) =>
    typeof value === 'string' && INSTANT.test(value)
      ? new Date(value)
      : context.addProblem(`must be a time in UTC, 2026-11-21T20:00:00.000Z, was ${show(value)}`),
  schema: schema(() => ({ type: 'string', pattern: INSTANT.source })),
};

const requestId = described(
  text(1, 1000),
  docs("API Gateway's id of the request, as in the access log and in answers to failed requests."),
);

const arn = described(text(1, 10_000), docs('A user or the session of a role.'));
const issuer = described(string, docs("The claim iss of the caller's token."));
const subject = described(string, docs("The claim sub of the caller's token."));

const request = {
  requestId,
  caller: described(
    either(
      object({ arn }),
      object({
        issuer,
        subject,
        name: described(string, docs('A name for people. The caller may have chosen it.')),
      }),
    ),
    docs('The caller that the authorizer of the API authenticated.'),
  ),
  target: described(
    matching(/^s3:\/\//, 'a target, s3://…'),
    docs('The target of the access. For a listing, the prefix.'),
  ),
  permission: permissionParser,
  federatedUserName: described(
    matching(/^[\w+=,.@-]{2,32}$/, 'the name of a federated user'),
    docs(
      'The name of the session in STS and CloudTrail. For a denial, the name that the session would have had.',
    ),
  ),
};

const session = {
  ...request,
  grantId: described(
    matching(/^[\w-]{1,64}$/, 'the id of a grant'),
    docs('The grant that covers the access.'),
  ),
  policySha256: described(
    matching(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    docs("SHA-256 of the session policy's text, in hexadecimal."),
  ),
  accessKeyId: accessKeyIdParser,
  expiration: described(instantParser, docs('When the session ends, in UTC.')),
  expirationEpochSeconds: described(
    integer(0, Number.MAX_SAFE_INTEGER, 'seconds'),
    docs('The same in seconds since 1970, which queries can compare to now().'),
  ),
};

const durationSeconds = described(
  durationParser,
  docs('The length of the session. For a denial, the requested length.'),
);

const rotation = {
  step: described(oneOf(ROTATION_STEPS), docs('The step of the rotation.')),
  versionId: described(
    text(1, 1000),
    docs(
      "The version of the secret that the rotation creates, which is CloudTrail's ClientRequestToken.",
    ),
  ),
};

const userName = described(string, docs('The broker user.'));

const EVENTS = {
  TokenIssued: event(
    'TokenIssued',
    'POST /federation-tokens or GET /credentials gave credentials. A session has one event for each of its accesses.',
    {
      ...session,
      durationSeconds,
    },
  ),
  SignInLinkIssued: event('SignInLinkIssued', 'GET /console gave a link to the AWS console.', {
    ...session,
    durationSeconds,
  }),
  KeysListed: event(
    'KeysListed',
    'A page of keys was given. The credentials of the session never leave the function.',
    {
      ...session,
      keyCount: described(
        integer(0, Number.MAX_SAFE_INTEGER, 'keys'),
        docs('The number of keys and common prefixes on the page.'),
      ),
    },
  ),
  ListingRefused: event(
    'ListingRefused',
    'Amazon S3 refused a listing that a grant covers.',
    session,
  ),
  AccessDenied: event(
    'AccessDenied',
    'No grant covers an access of the request. Each such access has an event.',
    {
      ...request,
      durationSeconds: optional(durationSeconds),
    },
  ),
  CallerRefused: event('CallerRefused', 'API Gateway accepted a caller that no grant can name.', {
    requestId,
    caller: described(
      object({ arn: optional(arn), issuer: optional(issuer), subject: optional(subject) }),
      docs('The names from the authorizer.'),
    ),
  }),
  RequestFailed: event(
    'RequestFailed',
    'The broker could not serve a request, or AWS refused a part of it.',
    {
      requestId,
      code: described(oneOf(BROKER_ERROR_CODES), docs('The Code in the answer.')),
      message: described(string, docs('The Message in the answer.')),
      cause: optional(errorParser),
    },
  ),
  BrokerAccessKeyRead: event(
    'BrokerAccessKeyRead',
    'An instance of the broker function read the broker access key.',
    {
      accessKeyId: described(
        matching(/^AKIA[A-Z0-9]{12,124}$/, 'a long-term access key id'),
        docs("The broker user's access key."),
      ),
      ageDays: described(daysParser(), docs('The age of the key in days.')),
    },
  ),
  AccessKeyPrefetchFailed: event(
    'AccessKeyPrefetchFailed',
    'An instance could not read the key before its first request, which reads it again.',
    { error: errorParser },
  ),
  RotationStepDone: event(
    'RotationStepDone',
    'A step of a rotation of the broker access key is done.',
    rotation,
  ),
  RotationStepFailed: event('RotationStepFailed', 'A step of a rotation failed.', {
    ...rotation,
    error: errorParser,
  }),
  AccessKeysDeleted: event(
    'AccessKeysDeleted',
    'The access keys of the broker user were deleted with the stack.',
    { userName },
  ),
  AccessKeyDeletionFailed: event(
    'AccessKeyDeletionFailed',
    'The access keys of the broker user could not be deleted, so the stack was not deleted either.',
    { userName, error: errorParser },
  ),
};

/** An event with its time and its name. */
function event<const N extends string, F extends Fields>(name: N, description: string, fields: F) {
  const time = described(instantParser, docs('When the event was written, in UTC.'));
  return titled(
    name,
    described(object({ time, event: oneOf([name]), ...fields }), docs(description)),
  );
}

function daysParser(): Parser<number> {
  return {
    read: (value, context) =>
      typeof value === 'number' && value >= 0
        ? value
        : context.addProblem(`must be a number of days, was ${show(value)}`),
    schema: schema(() => ({ type: 'number', minimum: 0 })),
  };
}

export const logEventParser: Parser<LogEvent> = variants<LogEvent>('event', EVENTS);
