import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Authentication } from '../../core/configuration/authentication.ts';
import openApi from '../../docs/openapi.json' with { type: 'json' };

type ApiType = Authentication['type'];

/** A request to one of the APIs, and its answer. */
export interface Exchange {
  readonly api: ApiType;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestBody?: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: object;
}

interface Answer {
  readonly content: {
    readonly 'application/json': {
      readonly schema: object;
      readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
    };
  };
}

interface Operation {
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Answer;
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

/** The validators of one route. */
interface Contract {
  readonly method: string;
  readonly path: string;
  readonly isOn: (api: ApiType) => boolean;
  readonly query: ValidateFunction;
  /** The names of the parameters that a query may have several times. */
  readonly repeatable: ReadonlySet<string>;
  readonly body: ValidateFunction | undefined;
  readonly answers: ReadonlyMap<number, ValidateFunction>;
}

/** The security scheme of each API in the document. */
const SCHEMES: Readonly<Record<ApiType, string>> = { iam: 'sigv4', jwt: 'token' };

const PATHS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = openApi.paths;
const RESPONSES: Readonly<Record<string, Answer>> = openApi.components.responses;

const components = withoutUnknownFields(openApi.components);
const ajv = new Ajv2020({ strict: false });
// Values in a query are strings, so this validator converts them.
const queryAjv = new Ajv2020({ strict: false, coerceTypes: true });

const CONTRACTS: readonly Contract[] = Object.entries(PATHS).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) =>
    contractOf(method.toUpperCase(), path, operation),
  ),
);

/** The answers in the document, such as `POST /federation-tokens 200`. */
export const DOCUMENTED_ANSWERS: readonly string[] = CONTRACTS.flatMap(
  ({ method, path, answers }) => [...answers.keys()].map((status) => `${method} ${path} ${status}`),
);

/**
 * Throws an Error if the exchange does not follow `docs/openapi.json`.
 *
 * @returns the documented answer, or undefined for a route that does not exist
 */
export function checkExchange(exchange: Exchange): string | undefined {
  const { api, method, url, requestBody, status, headers, body } = exchange;
  const [pathname = '', query = ''] = url.split('?');
  const fail = (fault: string): never => {
    throw new Error(`docs/openapi.json: ${method} ${url} answered ${status}: ${fault}`);
  };
  const validate = (validator: ValidateFunction, value: unknown, name: string) => {
    if (!validator(value)) {
      fail(`${name}: ${ajv.errorsText(validator.errors)}: ${JSON.stringify(value)}`);
    }
  };
  const contract = CONTRACTS.find(
    (each) => each.method === method && each.isOn(api) && matches(each.path, pathname),
  );
  if (contract === undefined) {
    return status === 404 ? undefined : fail('the route is not documented');
  }
  if (status === 200) {
    const parameters = new URLSearchParams(query);
    const values = [...new Set(parameters.keys())].map((name) => {
      const given = parameters.getAll(name);
      return [name, contract.repeatable.has(name) || given.length > 1 ? given : given[0]];
    });
    validate(contract.query, Object.fromEntries(values), 'query');
    if (contract.body !== undefined) {
      validate(contract.body, JSON.parse(requestBody ?? ''), 'request body');
    }
  }
  const answer = contract.answers.get(status) ?? fail('the status is not documented');
  const parsed: unknown = JSON.parse(body);
  validate(answer, parsed, 'answer');
  if (headers.get('content-type') !== 'application/json') {
    fail('the content type is not documented');
  }
  const isBrokers = status === 200 || Object.hasOwn(Object(parsed), 'Code');
  if (isBrokers && headers.get('cache-control') !== 'no-store') {
    fail('Cache-Control is missing');
  }
  return `${method} ${contract.path} ${status}`;
}

/** The example bodies of an answer. */
export function examplesOf(method: string, path: string, status: string): readonly unknown[] {
  const response = PATHS[path]?.[method.toLowerCase()]?.responses[status];
  return response === undefined
    ? []
    : Object.values(resolved(response).content['application/json'].examples).map(
        ({ value }) => value,
      );
}

function contractOf(method: string, path: string, operation: Operation): Contract {
  const { security, parameters = [], requestBody, responses } = operation;
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  return {
    method,
    path,
    isOn: (api) => security.some((scheme) => Object.hasOwn(scheme, SCHEMES[api])),
    query: queryAjv.compile({
      components,
      type: 'object',
      additionalProperties: false,
      required: inQuery.filter(({ required }) => required).map(({ name }) => name),
      properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
    }),
    repeatable: new Set(
      inQuery
        .filter(({ schema }) => 'type' in schema && schema.type === 'array')
        .map(({ name }) => name),
    ),
    body: requestBody === undefined ? undefined : validatorOf(requestBody),
    answers: new Map(
      Object.entries(responses).map(([status, response]) => [
        Number(status),
        validatorOf(resolved(response)),
      ]),
    ),
  };
}

function validatorOf({ content }: Answer): ValidateFunction {
  const schema = withoutUnknownFields(content['application/json'].schema);
  return ajv.compile({ components, allOf: [schema] });
}

function resolved(response: Answer | { readonly $ref: string }): Answer {
  if (!('$ref' in response)) {
    return response;
  }
  const found = RESPONSES[response.$ref.replace('#/components/responses/', '')];
  if (found === undefined) {
    throw new Error(`docs/openapi.json: ${response.$ref} does not exist`);
  }
  return found;
}

/** The document allows unknown fields for later versions, but this version must not send any. */
function withoutUnknownFields<T>(schema: T): T {
  if (Array.isArray(schema)) {
    return schema.map(withoutUnknownFields) as T;
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const isClosable = 'type' in schema && 'properties' in schema && schema.type === 'object';
  return {
    ...(isClosable ? { additionalProperties: false } : {}),
    ...Object.fromEntries(
      Object.entries(schema).map(([key, value]) => [key, withoutUnknownFields(value)]),
    ),
  } as T;
}

/** Whether a path matches a template such as `/buckets/{bucket}/keys`. */
function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
