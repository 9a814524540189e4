import { AwsError } from '../aws-error.ts';

/** An error of the federation endpoint. Its message must not contain a value of the request, which can be a secret. */
export function badRequest(message: string): AwsError {
  return new AwsError('BadRequest', message);
}
