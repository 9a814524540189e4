import { Definition, type JsonSchema } from '../../../core/json-schema.ts';
import { errorResponseParser } from '../../../core/responses/error-response.ts';
import type { Route } from '../../../core/routes.ts';
import type { StatusErrors } from './errors.ts';
import { type Examples, errorExample, GATEWAY_MESSAGES, RESPONSE_EXAMPLES } from './examples.ts';
import type { Operation } from './operations.ts';

export type Json = Readonly<Record<string, unknown>>;

const GATEWAY_ERROR = new Definition('Gateway error', () => ({
  description: 'An error of API Gateway itself.',
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
}));

export function successAnswer(route: Route, { responses }: Operation): Json {
  const schemas = responses.map((parser) => withUnknownFields(parser.schema()));
  return {
    description: 'Success. Later versions may add fields, so ignore those that you do not know.',
    headers: headers('CacheControl'),
    content: jsonContent(
      schemas.length === 1 ? schemas[0] : { oneOf: schemas },
      RESPONSE_EXAMPLES[route],
    ),
  };
}

export function errorAnswer({ status, codes, isGateways, description }: StatusErrors): Json {
  const brokers = {
    allOf: [
      withUnknownFields(errorResponseParser.schema()),
      { properties: { Code: { enum: codes } } },
    ],
  };
  const schemas = [
    ...(codes.length === 0 ? [] : [brokers]),
    ...(isGateways ? [GATEWAY_ERROR] : []),
  ];
  const examples = {
    ...Object.fromEntries(codes.map((code) => [code, errorExample(code)])),
    ...(isGateways ? { gateway: { message: GATEWAY_MESSAGES[status] } } : {}),
  };
  const canRetryLater = codes.some(
    (code) => code === 'Throttled' || code === 'BrokerAccessKeyUnavailable',
  );
  return {
    description,
    ...(codes.length === 0
      ? {}
      : { headers: headers('CacheControl', ...(canRetryLater ? ['RetryAfter'] : [])) }),
    content: jsonContent(schemas.length === 1 ? schemas[0] : { oneOf: schemas }, examples),
  };
}

function headers(...names: readonly string[]): Json {
  const httpNames: Readonly<Record<string, string>> = {
    CacheControl: 'Cache-Control',
    RetryAfter: 'Retry-After',
  };
  return Object.fromEntries(
    names.map((name) => [httpNames[name], { $ref: `#/components/headers/${name}` }]),
  );
}

export function jsonContent(schema: unknown, examples: Examples): Json {
  return {
    'application/json': {
      schema,
      examples: Object.fromEntries(
        Object.entries(examples).map(([name, value]) => [name, { value }]),
      ),
    },
  };
}

/** Allows fields that the schema does not have. Tests forbid them, but clients must expect them from later versions. */
function withUnknownFields(schema: unknown): unknown {
  if (schema instanceof Definition) {
    return new Definition(schema.title, () => withUnknownFields(schema.build()) as JsonSchema);
  }
  if (Array.isArray(schema)) {
    return schema.map(withUnknownFields);
  }
  return typeof schema === 'object' && schema !== null
    ? Object.fromEntries(
        Object.entries(schema).flatMap(([key, value]) =>
          key === 'additionalProperties' && value === false
            ? []
            : [[key, withUnknownFields(value)]],
        ),
      )
    : schema;
}
