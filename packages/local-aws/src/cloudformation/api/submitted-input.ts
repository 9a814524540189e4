import { parse } from 'yaml';
import { AwsError } from '../../aws-error.ts';
import { type QueryList, readList, readStrings } from '../../query-list.ts';
import { boundTemplate } from '../bound-template.ts';
import { missingCapability } from '../capabilities.ts';
import { withoutCdkAdditions } from '../cdk-additions.ts';
import { asObject, type JsonObject } from '../json-object.ts';
import { readS3Object } from '../s3-object.ts';
import type { Stack } from '../stack.ts';
import type { StackInput } from '../stack-input.ts';
import { StackScope } from '../stack-scope.ts';
import { parseTemplate } from '../template.ts';
import { TemplateError } from '../template-error.ts';
import { parametersOf } from '../template-parameters.ts';
import type { Call, CloudFormationContext } from './context.ts';
import { validationError } from './named-stack.ts';

/** Bytes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_BODY_BYTES = 51_200;
const MAX_OBJECT_BYTES = 1_048_576;

const CAPABILITIES: QueryList = { name: 'Capabilities', members: [] };
const PARAMETERS: QueryList = {
  name: 'Parameters',
  members: ['ParameterKey', 'ParameterValue', 'UsePreviousValue'],
};

export const TEMPLATE_PARAMETERS = ['TemplateBody', 'TemplateURL', 'UsePreviousTemplate'];
export const INPUT_LISTS: readonly QueryList[] = [
  CAPABILITIES,
  PARAMETERS,
  // Only an empty list is accepted, because the local AWS does not pass stack tags on to resources.
  { name: 'Tags', members: [] },
  { name: 'NotificationARNs', members: [] },
];

/**
 * The hosts of a `TemplateURL`: `https://s3.REGION.amazonaws.com/BUCKET/KEY` or
 * `https://BUCKET.s3.REGION.amazonaws.com/KEY`. The CDK CLI writes the host of the endpoint, `127.0.0.1` or `localhost`.
 */
const PATH_STYLE = /^(?:s3[.-][\w.-]*amazonaws\.com(\.cn)?|127\.0\.0\.1|localhost)$/;
const VIRTUAL_HOST = /^(.+)\.s3[.-][\w.-]*amazonaws\.com(\.cn)?$/;

/**
 * Reads the template, the parameters and the capabilities from the request.
 *
 * @param stack undefined if the stack does not exist yet
 * @throws AwsError ValidationError, InsufficientCapabilitiesException, and errors of S3
 */
export async function submittedInput(
  context: CloudFormationContext,
  call: Call,
  stack: Stack | undefined,
): Promise<StackInput> {
  const templateText = await submittedTemplate(context, call, stack);
  return orValidationError(() => {
    const raw = parseTemplateText(templateText);
    const parameters = parametersOf(raw, {
      given: givenParameters(call, stack),
      stored: (name) => context.ssm.find(name)?.value,
    });
    const scope = new StackScope(context.account, stack ?? UNKNOWN_STACK, new Map());
    const template = parseTemplate(boundTemplate(withoutCdkAdditions(raw), parameters, scope));
    const capabilities = readStrings(CAPABILITIES, call.parameters);
    const missing = missingCapability(template, capabilities);
    if (missing !== undefined) {
      throw new AwsError(
        'InsufficientCapabilitiesException',
        `Requires capabilities : [${missing}]`,
      );
    }
    return { template, templateText, parameters, capabilities, folders: new Map() };
  });
}

/** Stands for a stack that does not exist yet. Conditions then see an empty stack name and id. */
const UNKNOWN_STACK = { stackName: '', stackId: '' };

/** Resolves to the text of the template, from the request, from S3 or from the existing stack. */
export async function submittedTemplate(
  { s3 }: CloudFormationContext,
  { parameters, request }: Call,
  stack: Stack | undefined,
): Promise<string> {
  const body = parameters.get('TemplateBody');
  const url = parameters.get('TemplateURL');
  if (parameters.get('UsePreviousTemplate') === 'true' && stack?.input !== undefined) {
    return stack.input.templateText;
  }
  if ((body === undefined) === (url === undefined)) {
    throw validationError('Either Template URL or Template Body must be specified.');
  }
  const text = body ?? (await readS3Object(s3, locationOf(url ?? ''), request)).toString('utf8');
  const limit = body === undefined ? MAX_OBJECT_BYTES : MAX_BODY_BYTES;
  if (Buffer.byteLength(text) > limit) {
    throw validationError(`Template may not exceed ${limit} bytes in size.`);
  }
  return text;
}

/** @throws TemplateError */
export function parseTemplateText(text: string): JsonObject {
  let parsed: unknown;
  try {
    // The YAML parser can read JSON, but JSON.parse is much faster.
    parsed = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new TemplateError(
      `Template format error: ${error instanceof Error ? error.message : ''}`,
    );
  }
  return asObject(parsed, 'The template');
}

/** Turns a TemplateError into AwsError ValidationError. */
export function orValidationError<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw error instanceof TemplateError ? validationError(error.message) : error;
  }
}

function givenParameters(
  { parameters }: Call,
  stack: Stack | undefined,
): (name: string) => string | undefined {
  const previous = new Map(stack?.input?.parameters.map(({ name, value }) => [name, value]));
  const given = new Map(
    readList(PARAMETERS, parameters).map(
      ({ ParameterKey = '', ParameterValue, UsePreviousValue }) => [
        ParameterKey,
        UsePreviousValue === 'true' ? previous.get(ParameterKey) : ParameterValue,
      ],
    ),
  );
  return (name) => given.get(name);
}

function locationOf(url: string): { bucket: string; objectKey: string } {
  const { hostname, pathname } = URL.canParse(url) ? new URL(url) : { hostname: '', pathname: '' };
  const [, first = '', ...rest] = decodeURIComponent(pathname).split('/');
  if (PATH_STYLE.test(hostname)) {
    return { bucket: first, objectKey: rest.join('/') };
  }
  const [, bucket] = VIRTUAL_HOST.exec(hostname) ?? [];
  if (bucket === undefined) {
    throw validationError('TemplateURL must be a supported URL.');
  }
  return { bucket, objectKey: [first, ...rest].join('/') };
}
