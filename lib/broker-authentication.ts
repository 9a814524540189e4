import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UNNAMED_AUTHENTICATION } from '../core/callers/authentication-name.ts';
import type { Authentication as ParsedAuthentication } from '../core/configuration/authentication.ts';

/** A host name of your own for an API. It replaces API Gateway's. */
export interface CustomDomain {
  /** The host name, in lower case, at most 253 characters, without `*`. Point its DNS record to `FederationBroker.dnsTarget`. */
  readonly domainName: string;

  /** Its certificate, in the region of the stack. */
  readonly certificate: ICertificate;
}

/** Options of `Authentication.iam`. */
export interface IamAuthenticationProps {
  /**
   * A host name of your own for this API.
   *
   * @default - API Gateway's host name
   */
  readonly customDomain?: CustomDomain;
}

/** Options of `Authentication.jwt`. */
export interface JwtAuthenticationProps {
  /**
   * Names this authentication in grants and in the names of resources: 1 to 32 lower-case letters or digits, a letter first.
   * Another name replaces the API and its URL. Each `Authentication.jwt` of a broker needs its own name.
   *
   * @default 'jwt'
   */
  readonly name?: string;

  /**
   * The claim `iss` of the tokens: an https URL of at most 512 characters, without user, query and fragment. The issuer
   * must publish its keys below that URL, and sign with RSA.
   *
   * @example 'https://login.example.com'
   */
  readonly issuer: string;

  /** The accepted values of the claim `aud`, or of `client_id` in tokens without `aud`. 1 to 50. */
  readonly audience: string | readonly string[];

  /**
   * The claim that shows people who a caller is, in audit events and in the names of sessions.
   *
   * @default 'sub'
   */
  readonly nameClaim?: string;

  /**
   * The claim `scope` (or `scp`) must name one of these. 1 to 10.
   *
   * @default - no scope is required
   */
  readonly scopes?: readonly string[];

  /**
   * A host name of your own for this API.
   *
   * @default - API Gateway's host name
   */
  readonly customDomain?: CustomDomain;

  /**
   * A web page, served by this API, where people sign in and use the files that their grants cover.
   *
   * @default - no page
   */
  readonly portal?: PortalProps;
}

/** How people sign in to the portal. Register `FederationBroker.portalUrl` at the issuer as redirect URI, and its origin as web origin. */
export interface PortalProps {
  /** The id of the public client (a single-page application) at the issuer. */
  readonly clientId: string;

  /**
   * Which of the two tokens of a sign-in the page sends to the API: `access` or `id`. With `id`, the client's id must be in
   * `audience`.
   */
  readonly token: 'access' | 'id';

  /**
   * The scope that the page asks for. It must contain `openid`.
   *
   * @default 'openid profile'
   */
  readonly scope?: string;

  /**
   * More parameters of the request for sign-in, which some issuers need, at most 10.
   *
   * @default - none
   * @example { audience: 'https://broker.example.com' }
   */
  readonly parameters?: Readonly<Record<string, string>>;

  /**
   * The origins of the issuer's endpoints that are not at the issuer's own origin, at most 10. The page can connect to no
   * other.
   *
   * @default - all endpoints are at the issuer's origin
   * @example ['https://example.auth.eu-central-1.amazoncognito.com']
   */
  readonly connectOrigins?: readonly string[];
}

/** How callers prove who they are. Each kind has its own API. */
export class Authentication {
  /** Callers sign requests with Signature Version 4: IAM roles and users of the broker's account. */
  static iam(props: IamAuthenticationProps = {}): Authentication {
    return new Authentication('iam', {}, props.customDomain);
  }

  /** Callers send a token of an OpenID Connect issuer. */
  static jwt(props: JwtAuthenticationProps): Authentication {
    const { customDomain, ...options } = props;
    return new Authentication('jwt', options, customDomain, props.name);
  }

  /** @internal */
  readonly type: ParsedAuthentication['type'];

  /**
   * The other fields of its entry in a configuration file, except the custom domain.
   *
   * @internal
   */
  readonly options: object;

  /** @internal */
  readonly customDomain: CustomDomain | undefined;

  /**
   * The name of a `jwt` authentication, if it has one.
   *
   * @internal
   */
  readonly name: string | undefined;

  /** @internal */
  readonly hasPortal: boolean;

  private constructor(
    type: ParsedAuthentication['type'],
    options: object,
    customDomain: CustomDomain | undefined,
    name?: string,
  ) {
    this.type = type;
    this.hasPortal = 'portal' in options && options.portal !== undefined;
    this.options = options;
    this.customDomain = customDomain;
    this.name = name === UNNAMED_AUTHENTICATION ? undefined : name;
  }
}
