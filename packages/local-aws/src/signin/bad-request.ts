import { AwsError } from '../aws-error.ts';

/** A refusal of the federation endpoint. No message may hold a value of the request, which can be a secret. */
export function badRequest(message: string): AwsError {
  return new AwsError('BadRequest', message);
}
