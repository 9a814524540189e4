import { Failure } from './failure.ts';
import { type Fields, textOf } from './response-fields.ts';

/** The API names the fields as `aws sts get-federation-token` does. */
export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** `2026-01-02T03:04:05Z` */
  readonly Expiration: string;
}

/** Throws Failure if a field is missing or unusable. */
export function readIssuedCredentials(fields: Fields): IssuedCredentials {
  const credentials = {
    AccessKeyId: textOf(fields, 'AccessKeyId'),
    SecretAccessKey: textOf(fields, 'SecretAccessKey'),
    SessionToken: textOf(fields, 'SessionToken'),
    Expiration: textOf(fields, 'Expiration'),
  };
  if (Number.isNaN(Date.parse(credentials.Expiration))) {
    throw new Failure('failed', 'the API sent credentials without a valid Expiration');
  }
  return credentials;
}
