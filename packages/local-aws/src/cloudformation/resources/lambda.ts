import {
  type FunctionLogging,
  type FunctionSettings,
  LOG_LEVELS,
} from '../../lambda/function-settings.ts';
import { asText } from '../json-object.ts';
import type { Properties } from '../properties.ts';
import { physicalName, type ResourceRequest, type ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_NAME_LENGTH = 64;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** Functions with these runtimes run on the Node.js that runs the local AWS. */
const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] as const;
const ARCHITECTURES = ['x86_64', 'arm64'];

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
const MAX_STATEMENT_ID_LENGTH = 100;
const SERVICE_PRINCIPAL = /^[a-z0-9.-]+\.amazonaws\.com$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceType = {
  properties: [
    'FunctionName',
    'Description',
    'Code',
    'Handler',
    'Runtime',
    'Architectures',
    'Role',
    'Timeout',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'Environment',
    'LoggingConfig',
  ],
  tags: 'list',
  replacing: ['FunctionName'],
  async create(request) {
    const functionName =
      request.properties.optionalText('FunctionName') ?? physicalName(request, MAX_NAME_LENGTH);
    const arn = await request.services.functions.create(await settingsOf(request, functionName));
    return { physicalId: functionName, attributes: { Arn: arn } };
  },
  async update(request) {
    const { previous, services } = request;
    await services.functions.update(await settingsOf(request, previous.physicalId));
    return previous;
  },
  async delete({ physicalId, services }) {
    await services.functions.delete(physicalId);
  },
};

/**
 * A change of any property replaces the permission.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
 */
export const permission: ResourceType = {
  properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  create(request) {
    const { properties, services } = request;
    const statementId = physicalName(request, MAX_STATEMENT_ID_LENGTH);
    services.functions.addPermission(properties.text('FunctionName'), {
      statementId,
      action: properties.oneOf('Action', ['lambda:InvokeFunction']),
      principal: servicePrincipal(properties.text('Principal')),
      sourceArn: properties.optionalText('SourceArn'),
      sourceAccount: properties.optionalText('SourceAccount'),
    });
    return { physicalId: statementId, attributes: { Id: statementId } };
  },
  delete({ physicalId, properties, services }) {
    services.functions.removePermission(properties.text('FunctionName'), physicalId);
  },
};

async function settingsOf(
  request: ResourceRequest,
  functionName: string,
): Promise<FunctionSettings> {
  const { properties } = request;
  checkArchitectures(properties.texts('Architectures'));
  return {
    functionName,
    codeFolder: await codeFolderOf(request),
    handler: properties.text('Handler'),
    runtime: properties.oneOf('Runtime', RUNTIMES),
    roleArn: properties.text('Role'),
    timeoutSeconds: properties.optionalNumber('Timeout') ?? DEFAULT_TIMEOUT_SECONDS,
    memorySizeMb: properties.optionalNumber('MemorySize') ?? DEFAULT_MEMORY_MB,
    reservedConcurrency: properties.optionalNumber('ReservedConcurrentExecutions'),
    variables: variablesOf(properties.optionalObject('Environment', ['Variables'])),
    logging: loggingOf(properties, functionName),
  };
}

function servicePrincipal(principal: string): string {
  if (!SERVICE_PRINCIPAL.test(principal)) {
    throw new TemplateError(
      `The local AWS does not support the principal ${principal} of a Lambda permission (only services)`,
    );
  }
  return principal;
}

/** The code runs on the processor of this machine. */
function checkArchitectures(architectures: readonly string[]): void {
  const unknown = architectures.find((name) => !ARCHITECTURES.includes(name));
  if (unknown !== undefined) {
    throw new TemplateError(`The local AWS does not support the architecture ${unknown}`);
  }
}

function codeFolderOf({ properties, code, deployer }: ResourceRequest): Promise<string> {
  const location = properties.object('Code', ['S3Bucket', 'S3Key']);
  const bucket = location.text('S3Bucket');
  return code.folderOf({ bucket, objectKey: location.text('S3Key') }, deployer);
}

function variablesOf(environment: Properties | undefined): Record<string, string> {
  const variables = environment?.optionalObject('Variables')?.values ?? {};
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, asText(value, `Variables.${name}`)]),
  );
}

function loggingOf(properties: Properties, functionName: string): FunctionLogging {
  const config = properties.optionalObject('LoggingConfig', [
    'LogGroup',
    'LogFormat',
    'ApplicationLogLevel',
  ]);
  return {
    logGroup: config?.optionalText('LogGroup') ?? `/aws/lambda/${functionName}`,
    format: config?.optionalOneOf('LogFormat', ['Text', 'JSON']) ?? 'Text',
    applicationLevel: config?.optionalOneOf('ApplicationLogLevel', LOG_LEVELS),
  };
}
