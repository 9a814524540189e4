import { matching } from '../parser.ts';

/** The name of a `jwt` authentication without a name, and of the authentication of grantees that name none. */
export const UNNAMED_AUTHENTICATION = 'jwt';

/** Part of logical ids and of outputs, which have only letters and digits. Two names therefore never give the same output. */
export const authenticationNameParser = matching(
  /^[a-z][a-z0-9]{0,31}$/,
  '1 to 32 lower-case letters or digits, a letter first',
);
