import { type Fields, textOf } from './answer-shape.ts';
import { Failure } from './failure.ts';

/** As the API and `aws sts get-federation-token` name them. */
export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** `2026-01-02T03:04:05Z` */
  readonly Expiration: string;
}

/** Throws Failure where a field is missing or unusable. */
export function readIssuedCredentials(fields: Fields): IssuedCredentials {
  const credentials = {
    AccessKeyId: textOf(fields, 'AccessKeyId'),
    SecretAccessKey: textOf(fields, 'SecretAccessKey'),
    SessionToken: textOf(fields, 'SessionToken'),
    Expiration: textOf(fields, 'Expiration'),
  };
  if (Number.isNaN(Date.parse(credentials.Expiration))) {
    throw new Failure('failed', 'the credentials that the API gave have no valid Expiration');
  }
  return credentials;
}
