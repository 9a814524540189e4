/** Which pages of other origins may use the bucket, in the form of the AWS SDKs and `aws s3api put-bucket-cors`. */
export interface CorsConfiguration {
  readonly CORSRules: readonly CorsRule[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
export interface CorsRule {
  readonly ID?: string;
  /** Each can have one `*`. */
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  /** Each can have one `*`. Upper and lower case do not matter. */
  readonly AllowedHeaders?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAgeSeconds?: number;
}

/** What a browser asks for, in a preflight request or in the request itself. */
export interface CrossOriginRequest {
  readonly origin: string;
  readonly method: string;
  /** In lower case. */
  readonly requestHeaders: readonly string[];
}

/**
 * Returns the first rule that matches the request, because only that rule decides.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function matchingRule(
  { CORSRules: rules }: CorsConfiguration,
  { origin, method, requestHeaders }: CrossOriginRequest,
): CorsRule | undefined {
  return rules.find(
    ({ AllowedOrigins: origins, AllowedMethods: methods, AllowedHeaders: headers = [] }) =>
      origins.some((pattern) => matches(pattern, origin)) &&
      methods.includes(method) &&
      requestHeaders.every((name) => headers.some((one) => matches(one.toLowerCase(), name))),
  );
}

/** @param pattern with at most one `*` */
function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined
    ? text === pattern
    : text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
