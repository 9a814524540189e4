import { AwsError } from '../aws-error.ts';

const ROUTE_KEY = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/;
const PARAMETER = /^\{(\w+)\}$/;
const LITERAL = /^[^{}]*$/;

/** `GET /buckets/{bucket}/keys`. Catch-all routes (`$default`, `ANY`, `{proxy+}`) are not supported. */
export interface RouteKey {
  readonly text: string;
  readonly method: string;
  /** With its parameters. */
  readonly path: string;
}

/** Throws AwsError BadRequestException. */
export function parseRouteKey(text: string): RouteKey {
  const [, method, path] = ROUTE_KEY.exec(text) ?? [];
  const segments = path?.split('/') ?? [];
  if (!method || !path || !segments.every((part) => LITERAL.test(part) || PARAMETER.test(part))) {
    throw new AwsError(
      'BadRequestException',
      `The local AWS does not support the route key "${text}"; write METHOD /path/{parameter}`,
    );
  }
  return { text, method, path };
}

/**
 * Returns the path parameters if the route matches the request, else `undefined`. `segments` are decoded. A path is
 * split at its slashes before it is decoded, so `%2F` stays inside its segment.
 */
export function matchRoute(
  routeKey: RouteKey,
  method: string,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parts = routeKey.path.split('/');
  if (routeKey.method !== method || parts.length !== segments.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    const [, name] = PARAMETER.exec(part) ?? [];
    if (name !== undefined && segment !== '') {
      parameters[name] = segment;
    } else if (part !== segment) {
      return undefined;
    }
  }
  return parameters;
}

/**
 * Sorts routes that match the same request. The route with the fewest parameters comes first, as literal paths do on
 * AWS.
 */
export function compareRoutes(a: RouteKey, b: RouteKey): number {
  return a.path.split('{').length - b.path.split('{').length;
}
