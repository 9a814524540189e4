import { object } from '../compound-parser.ts';
import { docs } from '../json-schema.ts';
import { described, type Parsed, string, titled } from '../parser.ts';

export type SignInLinkResponse = Parsed<typeof signInLinkResponseParser>;

export const signInLinkResponseParser = titled(
  'Sign-in link response',
  object({
    SigninUrl: described(
      string,
      docs(
        'Signs anybody in as the federated user and shows the folder. Treat it as a password. It works for 15 minutes.',
      ),
    ),
  }),
);
