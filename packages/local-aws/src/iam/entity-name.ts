import { AwsError } from '../aws-error.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_NAME_CHARACTERS = { user: 64, role: 64, policy: 128 } as const;
const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/([\x21-\x7e]*\/)?$/;
const MAX_PATH_CHARACTERS = 512;

/** Throws ValidationError for a name or a path that IAM does not accept. */
export function checkEntityName(
  entity: keyof typeof MAX_NAME_CHARACTERS,
  name: string,
  path = '/',
): void {
  const limit = MAX_NAME_CHARACTERS[entity];
  if (!NAME.test(name) || name.length > limit) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${entity}Name is invalid. It must contain 1 to ${limit} alphanumeric characters or these: +=,.@_-`,
    );
  }
  if (!PATH.test(path) || path.length > MAX_PATH_CHARACTERS) {
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
}
