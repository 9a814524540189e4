import { XMLBuilder } from 'fast-xml-parser';
import { AwsError } from './aws-error.ts';
import { isPartOf, type QueryList } from './query-list.ts';
import type { Service, ServiceRequest, ServiceResponse } from './service.ts';

/** Elements by name. A list repeats its element. */
export interface XmlElements {
  readonly [name: string]: string | number | XmlElements | readonly (string | XmlElements)[];
}

export interface QueryAction {
  /** Every parameter that the action reads. Other parameters are refused, because ignoring one could grant too much. */
  readonly parameters: readonly string[];
  /** Lists that the action also reads, with `readList`. */
  readonly lists?: readonly QueryList[];
  /** Returns the elements of `…Result`, or `undefined` for an action that answers without a result. */
  run(parameters: ReadonlyMap<string, string>, request: ServiceRequest): QueryResult;
}

export type QueryResult = XmlElements | undefined | Promise<XmlElements | undefined>;

export interface QueryServiceDefinition {
  readonly signingName: string;
  readonly namespace: string;
  /** The API version in requests: `2011-06-15`. */
  readonly version: string;
  readonly actions: ReadonlyMap<string, QueryAction>;
}

const FORM = 'application/x-www-form-urlencoded';
const BUILDER = new XMLBuilder({ ignoreAttributes: false });

/**
 * A service with the AWS Query protocol: requests are forms or queries, answers are XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function createQueryService(definition: QueryServiceDefinition): Service {
  return {
    signingName: definition.signingName,
    async handle(request) {
      const parameters = readParameters(request);
      const name = parameters.get('Action');
      const action = findAction(definition, name, parameters.get('Version'));
      checkParameters(name ?? '', action, parameters);
      return renderResult(definition, name ?? '', await action.run(parameters, request), request);
    },
    renderError: (error, { requestId }) => renderQueryError(error, definition.namespace, requestId),
  };
}

/** Writes the error document of the Query protocol. */
export function renderQueryError(
  error: AwsError,
  namespace: string,
  requestId: string,
): ServiceResponse {
  return renderXml(error.status, 'ErrorResponse', namespace, {
    Error: {
      Type: error.status < 500 ? 'Sender' : 'Receiver',
      Code: error.code,
      Message: error.message,
      ...error.fields,
    },
    RequestId: requestId,
  });
}

function renderResult(
  definition: QueryServiceDefinition,
  action: string,
  result: XmlElements | undefined,
  request: ServiceRequest,
): ServiceResponse {
  return renderXml(200, `${action}Response`, definition.namespace, {
    ...(result === undefined ? {} : { [`${action}Result`]: result }),
    ResponseMetadata: { RequestId: request.requestId },
  });
}

function renderXml(
  status: number,
  root: string,
  namespace: string,
  elements: XmlElements,
): ServiceResponse {
  const body = BUILDER.build({ [root]: { '@_xmlns': namespace, ...elements } });
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: replaceUnwritable(body),
  };
}

/**
 * Replaces characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets). An error may quote a value of the
 * caller.
 */
function replaceUnwritable(xml: string): string {
  return xml.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

function readParameters(request: ServiceRequest): ReadonlyMap<string, string> {
  const isForm = request.headers['content-type']?.startsWith(FORM) ?? false;
  const text = isForm && request.method === 'POST' ? request.body.toString() : request.rawQuery;
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (name.startsWith('X-Amz-')) {
      continue; // The signature of a presigned request.
    }
    if (parameters.has(name)) {
      throw new AwsError('MalformedQueryString', `The parameter ${name} is given twice.`, 404);
    }
    parameters.set(name, value);
  }
  return parameters;
}

function findAction(
  definition: QueryServiceDefinition,
  name: string | undefined,
  version: string | undefined,
): QueryAction {
  if (name === undefined) {
    throw new AwsError('MissingAction', 'The request names no Action.');
  }
  const action = definition.actions.get(name);
  if (action === undefined) {
    throw new AwsError(
      'InvalidAction',
      `The action ${name} of ${definition.signingName} is not supported by the local AWS.`,
    );
  }
  if (version !== definition.version) {
    throw new AwsError(
      'InvalidAction',
      `Could not find operation ${name} for version ${version ?? 'NO_VERSION_SPECIFIED'}.`,
    );
  }
  return action;
}

function checkParameters(
  name: string,
  action: QueryAction,
  parameters: ReadonlyMap<string, string>,
): void {
  const single = ['Action', 'Version', ...action.parameters];
  const { lists = [] } = action;
  for (const parameter of parameters.keys()) {
    if (!single.includes(parameter) && !lists.some((list) => isPartOf(list, parameter))) {
      throw new AwsError(
        'NotSupportedByLocalAws',
        `The parameter ${parameter} of ${name} is not supported by the local AWS.`,
      );
    }
  }
}
