import type { CredentialSource } from '../../src/iam/credentials.ts';
import type { UserPrincipal } from '../../src/iam/principal.ts';

export const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const SESSION_ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
export const SESSION_TOKEN = 'example/session+token=';
const SESSION_EXPIRATION = new Date('2013-05-24T01:00:00Z');

const principal: UserPrincipal = {
  kind: 'user',
  accountId: '111122223333',
  userName: 'Alice',
  arn: 'arn:aws:iam::111122223333:user/Alice',
  userId: 'AIDAEXAMPLE',
  accessKeyId: ACCESS_KEY_ID,
};

/** The access key in the examples of AWS's documentation, and a key of a session. */
export const documentedCredentials: CredentialSource = {
  find(accessKeyId) {
    const credential = { accessKeyId, secretAccessKey: SECRET_ACCESS_KEY, principal };
    switch (accessKeyId) {
      case ACCESS_KEY_ID:
        return credential;
      case SESSION_ACCESS_KEY_ID:
        return { ...credential, sessionToken: SESSION_TOKEN, expiration: SESSION_EXPIRATION };
      default:
        return undefined;
    }
  },
};
