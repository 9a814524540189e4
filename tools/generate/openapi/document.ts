import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Definition, type JsonSchema } from '../../../core/json-schema.ts';
import { bucketParser } from '../../../core/requests/list-request.ts';
import { JWT_ROUTES, ROUTES, type Route } from '../../../core/routes.ts';
import { schemaDocument } from '../schema-document.ts';
import { errorAnswer, type Json, jsonContent, successAnswer } from './answers.ts';
import { errorsByStatus, type StatusErrors } from './errors.ts';
import { BODY_EXAMPLES } from './examples.ts';
import { COMMON_ERRORS, OPERATIONS, type Operation, TAGS } from './operations.ts';

const DESCRIPTION = `Issues temporary Amazon S3 credentials to callers with a grant.

A stack has one API for each type of authentication in its configuration. Both have the same routes, except that only the API for tokens has \`GET /credentials\`.

Times are in UTC. A query parameter may occur only once, except the lists target and permission. In a query, write \`+\` as \`%2B\`, because a bare \`+\` means a space.`;

/** The OpenAPI description of both APIs. */
export function openApiDocument(): unknown {
  const components = schemaDocument((name) => `#/components/schemas/${name}`);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of JWT_ROUTES) {
    const [method = '', routePath = ''] = route.split(' ');
    paths[routePath] = {
      ...paths[routePath],
      [method.toLowerCase()]: components.resolve(operationOf(route, OPERATIONS[route])),
    };
  }
  const { version } = JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Federation Broker',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [SERVER],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      headers: HEADERS,
      responses: components.resolve(
        Object.fromEntries(
          Object.values(OPERATIONS)
            .flatMap(errorsOf)
            .map((error) => [errorName(error), errorAnswer(error)]),
        ),
      ),
      schemas: components.definitions,
    },
  };
}

const SERVER = {
  url: 'https://{apiId}.execute-api.{region}.{domain}',
  description:
    "The stack's output IamApiUrl, JwtApiUrl, or JwtApiNAMEUrl of the issuer called NAME, or the custom domain of the API.",
  variables: {
    apiId: { default: 'a1b2c3d4e5', description: 'The id of the API.' },
    region: { default: 'us-east-1', description: 'The region of the stack.' },
    domain: { default: 'amazonaws.com', enum: ['amazonaws.com', 'amazonaws.com.cn'] },
  },
};

const SECURITY_SCHEMES = {
  sigv4: {
    description:
      'Signature Version 4 for the service execute-api, on the API for IAM. The signer needs the caller policy.',
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  token: {
    description: 'A token of the configured OpenID Connect issuer, on the API for tokens.',
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  },
};

const HEADERS = {
  CacheControl: {
    description: 'No cache may keep answers of the broker.',
    schema: { const: 'no-store' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next attempt. Answers of API Gateway do not have it.',
    schema: { type: 'integer', minimum: 1 },
  },
};

function errorsOf({ errors, body }: Operation): readonly StatusErrors[] {
  return errorsByStatus([...COMMON_ERRORS, ...errors], body !== undefined);
}

/** Routes with the same errors share a definition, such as `Error403AccessDenied`. */
function errorName({ status, codes }: StatusErrors): string {
  return `Error${status}${codes.join('')}`;
}

function operationOf(route: Route, operation: Operation): Json {
  const isOnBothApis = ROUTES.some((shared) => shared === route);
  const errors = errorsOf(operation);
  const parameters = [...pathParameters(route), ...queryParameters(operation)];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    security: isOnBothApis ? [{ sigv4: [] }, { token: [] }] : [{ token: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            description: 'At most 16 KiB.',
            required: true,
            content: jsonContent(operation.body.schema(), BODY_EXAMPLES),
          },
        }),
    responses: {
      200: successAnswer(route, operation),
      ...Object.fromEntries(
        errors.map((error) => [
          error.status,
          { $ref: `#/components/responses/${errorName(error)}` },
        ]),
      ),
    },
  };
}

function pathParameters(route: Route): readonly Json[] {
  return route.includes('{bucket}')
    ? [
        {
          name: 'bucket',
          in: 'path',
          required: true,
          description: 'The name of the bucket.',
          schema: bucketParser.schema(),
          example: 'amzn-s3-demo-bucket',
        },
      ]
    : [];
}

function queryParameters({ query }: Operation): readonly Json[] {
  const { properties = {}, required = [] } = (query?.schema() ?? {}) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    description: descriptionOf(schema),
    required: required.includes(name),
    schema: withoutDescription(schema),
  }));
}

function descriptionOf(schema: JsonSchema): unknown {
  return schema instanceof Definition ? descriptionOf(schema.build()) : schema.description;
}

function withoutDescription(schema: JsonSchema): JsonSchema {
  if (schema instanceof Definition) {
    return schema;
  }
  const { description: _, ...rest } = schema;
  return rest;
}
