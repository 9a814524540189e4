/** The values of `$context` variables, by name without `$context.`. */
export type AccessLogContext = Record<string, string>;

const VARIABLE = /\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g;
const MISSING = '-';

/**
 * Writes one line of the access log. Values are escaped as parts of JSON strings. A variable without a value is `-`.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function renderAccessLog(format: string, context: Readonly<AccessLogContext>): string {
  return format.replace(VARIABLE, (_variable, name: string) => {
    const value = Object.hasOwn(context, name) ? context[name] : undefined;
    return JSON.stringify(value ?? MISSING).slice(1, -1);
  });
}
