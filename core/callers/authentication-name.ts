import { matching } from '../parser.ts';

/** The name of a `jwt` authentication without a name, and of the authentication of grantees that name none. */
export const UNNAMED_AUTHENTICATION = 'jwt';

/**
 * Part of logical ids and of outputs, which have only letters and digits. Two names therefore never give the same output. The
 * refused words would give the logical ids of parts of the API without a name, such as `JwtApiUrl`.
 */
export const authenticationNameParser = matching(
  /^(?!(?:authorizer|domain|integration|stage|url)$)[a-z][a-z0-9]{0,31}$/,
  '1 to 32 lower-case letters or digits, a letter first, not authorizer, domain, integration, stage or url',
);
