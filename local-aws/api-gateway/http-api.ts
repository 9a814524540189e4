import type { RouteKey } from './route-key.ts';
import type { ThrottleSettings } from './token-bucket.ts';

/** The one stage that the local AWS serves: its paths carry no stage name. */
export const DEFAULT_STAGE = '$default';

export interface StageSettings {
  readonly throttle?: ThrottleSettings;
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

/** Every route asks for a signature (authorization type AWS_IAM). */
export interface Route {
  readonly routeKey: RouteKey;
  readonly integrationId: string;
}

/** An HTTP API as its server reads it; resources come and go while it serves. */
export interface HttpApi {
  readonly apiId: string;
  readonly name: string;
  readonly integrations: Map<string, Integration>;
  readonly routes: Map<string, Route>;
  stage?: StageSettings;
}
