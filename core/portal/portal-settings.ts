import { list, object, record } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import {
  checked,
  described,
  map,
  matching,
  oneOf,
  type Parsed,
  type Parser,
  text,
  titled,
  withDefault,
} from '../parser.ts';
import { webOriginParser } from './web-origin.ts';

/** How people sign in to the portal of a `jwt` authentication. */
export type PortalSettings = Parsed<typeof portalSettingsParser>;

const PARAMETERS_MAX = 10;
const CONNECT_ORIGINS_MAX = 10;

/**
 * Bytes of the settings as JSON. They are in an environment variable of the portal function, whose variables have at most 4,096
 * bytes together.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const SETTINGS_MAX_BYTES = 2500;

/**
 * The parameters that the portal sets itself, and those that belong to requests other than the one for sign-in.
 * Source: https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml
 */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'id_token_hint',
  'nonce',
  'prompt',
  'redirect_uri',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
]);

const PARAMETER_NAME = matching(
  /^[A-Za-z][\w.-]{0,63}$/,
  '1 to 64 letters, digits, ., _ or -, a letter first',
);

const parameterNameParser: Parser<string> = {
  read(value, context) {
    const name = PARAMETER_NAME.read(value, context);
    return name !== undefined && OWN_PARAMETERS.has(name.toLowerCase())
      ? context.addProblem('is set by the portal itself, remove it')
      : name;
  },
  schema: schema(() => ({
    allOf: [PARAMETER_NAME.schema(), { not: { enum: [...OWN_PARAMETERS] } }],
  })),
};

/** Source: https://datatracker.ietf.org/doc/html/rfc6749#section-3.3 */
const SCOPE = /^(?=.{6,512}$)(?=(?:.* )?openid(?: |$))[!#-[\]-~]+(?: [!#-[\]-~]+)*$/;

export const portalSettingsParser = titled(
  'Portal',
  described(
    checked(
      object({
        clientId: described(
          matching(/^[!-~]{1,255}$/, '1 to 255 characters without spaces'),
          docs('The id of the public client (a single-page application) at the issuer.', {
            examples: ['federation-broker-portal'],
          }),
        ),
        token: described(
          oneOf(['access', 'id']),
          docs('Which of the two tokens of a sign-in the portal sends to the broker.'),
        ),
        scope: described(
          withDefault(
            matching(
              SCOPE,
              'up to 512 characters: names separated by one space, openid among them',
            ),
            'openid profile',
          ),
          docs('The scope that the portal asks for.'),
        ),
        parameters: described(
          withDefault(
            map(
              record(parameterNameParser, text(1, 256), 0, PARAMETERS_MAX),
              (pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs),
            ),
            {},
          ),
          docs('More parameters of the request for sign-in, which some issuers need.', {
            examples: [{ audience: 'https://broker.example.com' }],
          }),
        ),
        connectOrigins: described(
          withDefault(list(webOriginParser, 0, CONNECT_ORIGINS_MAX), []),
          docs(
            "The origins of the issuer's endpoints that are not at the issuer's own origin. The portal can connect to no other.",
            { examples: [['https://example.auth.eu-central-1.amazoncognito.com']] },
          ),
        ),
      }),
      (settings, context) => {
        const bytes = new TextEncoder().encode(JSON.stringify(settings)).length;
        if (bytes > SETTINGS_MAX_BYTES) {
          context.addProblem(
            `must have at most ${SETTINGS_MAX_BYTES} bytes as JSON, had ${bytes}: use fewer or shorter parameters and connectOrigins`,
          );
        }
      },
    ),
    docs(
      'A web page, served by the API for these tokens, where people sign in and use the files that their grants cover.',
    ),
  ),
);
