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

/** Throws Failure if a field is missing or unusable. */
export function readIssuedCredentials(fields: Fields): IssuedCredentials {
  const credentials = {
    AccessKeyId: textOf(fields, 'AccessKeyId'),
    SecretAccessKey: textOf(fields, 'SecretAccessKey'),
    SessionToken: textOf(fields, 'SessionToken'),
    Expiration: textOf(fields, 'Expiration'),
    ...(fields.Region === undefined ? {} : { Region: textOf(fields, 'Region') }),
  };
  if (Number.isNaN(Date.parse(credentials.Expiration))) {
    throw new Failure('failed', 'the API sent credentials without a valid Expiration');
  }
  return credentials;
}
