import type { JwtAuthorizerSettings } from './jwt-authorizer.ts';
import type { RouteKey } from './route-key.ts';
import type { ThrottleSettings } from './token-bucket.ts';

/** The only stage that the local AWS serves. It adds nothing to paths. */
export const DEFAULT_STAGE = '$default';

export interface StageSettings {
  readonly throttle?: ThrottleSettings;
  /** Throttle settings by route key. They replace the throttle of the stage for the route. */
  readonly routeThrottles: ReadonlyMap<string, ThrottleSettings>;
  readonly accessLog?: AccessLogSettings;
}

export interface AccessLogSettings {
  readonly logGroup: string;
  /** Text with `$context` variables. */
  readonly format: string;
}

/** A Lambda function behind routes, called with payload format 2.0. */
export interface Integration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** Requires nothing, a signature, or a token that one of the API's authorizers accepts. */
export type RouteAuthorization =
  | { readonly type: 'NONE' }
  | { readonly type: 'AWS_IAM' }
  | {
      readonly type: 'JWT';
      readonly authorizerId: string;
      /** The token must have one of these scopes. An empty list requires none. */
      readonly scopes: readonly string[];
    };

export interface Route {
  readonly routeKey: RouteKey;
  readonly integrationId: string;
  readonly authorization: RouteAuthorization;
}

/** An HTTP API as its server sees it. Its resources can change while it serves. */
export interface HttpApi {
  readonly apiId: string;
  readonly name: string;
  /** Whether API Gateway's own domain name leads to the API. */
  hasExecuteApiEndpoint: boolean;
  /** The custom domain names that lead to the API. */
  readonly domainNames: Set<string>;
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, JwtAuthorizerSettings>;
  readonly routes: Map<string, Route>;
  stage?: StageSettings;
}
