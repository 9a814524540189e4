import { Failure } from './failure.ts';
import { type Fields, textOf } from './response-fields.ts';

/** The API names the fields as `aws sts get-federation-token` does. */
export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** `2026-01-02T03:04:05Z` */
  readonly Expiration: string;
  /** The Region of the buckets, if all of them are in one. */
  readonly Region?: string;
}

/** Printable ASCII. With other characters, a value could send commands to the terminal that shows it. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** Throws Failure if a field is missing or unusable. */
export function readIssuedCredentials(fields: Fields): IssuedCredentials {
  const credentials = {
    AccessKeyId: textOf(fields, 'AccessKeyId'),
    SecretAccessKey: textOf(fields, 'SecretAccessKey'),
    SessionToken: textOf(fields, 'SessionToken'),
    Expiration: textOf(fields, 'Expiration'),
    ...(fields.Region === undefined ? {} : { Region: textOf(fields, 'Region') }),
  };
  if (!Object.values(credentials).every((value) => PRINTABLE.test(value))) {
    throw new Failure(
      'failed',
      'the API sent credentials with characters that credentials never have',
    );
  }
  if (Number.isNaN(Date.parse(credentials.Expiration))) {
    throw new Failure('failed', 'the API sent credentials without a valid Expiration');
  }
  return credentials;
}
