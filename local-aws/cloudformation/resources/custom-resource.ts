import { randomUUID } from 'node:crypto';
import { isObject } from '../json-object.ts';
import type {
  CreatedResource,
  DeletionRequest,
  ResourceRequest,
  ResourceType,
} from '../resource-type.ts';
import { CustomResourceFailure, openResponse } from './custom-resource-response.ts';

/** Seconds. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const DEFAULT_SERVICE_TIMEOUT = 3_600;
const MILLISECONDS_PER_SECOND = 1_000;

/**
 * A resource that a function of the template makes and deletes.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export const customResource: ResourceType = {
  async create(request) {
    return ask(request, { RequestType: 'Create' });
  },
  async delete(request: DeletionRequest) {
    await ask(request, { RequestType: 'Delete', PhysicalResourceId: request.physicalId });
  },
};

/**
 * Rejects with CustomResourceFailure when the function says FAILED, does not answer in time, or fails: AWS would
 * invoke it twice more and wait until the time is over.
 */
async function ask(
  request: ResourceRequest,
  occasion: Readonly<Record<string, string>>,
): Promise<CreatedResource> {
  const { logicalId, type, properties, stackId, services } = request;
  const functionArn = properties.text('ServiceToken');
  const requestId = randomUUID();
  const response = await openResponse({
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
  });
  const event = {
    ...occasion,
    ServiceToken: functionArn,
    ResponseURL: response.url,
    StackId: stackId,
    RequestId: requestId,
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: inTexts(properties.values),
  };
  const seconds = properties.optionalNumber('ServiceTimeout') ?? DEFAULT_SERVICE_TIMEOUT;
  const invoked = services.functions.invokeAsDeployer(functionArn, event);
  const failure = invoked.then(({ functionError, payload }) => {
    if (functionError) {
      throw new CustomResourceFailure(`The function failed: ${JSON.stringify(payload)}`);
    }
    return response.answer;
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const reason = `The function did not respond within ${seconds} seconds`;
    timer = setTimeout(
      () => reject(new CustomResourceFailure(reason)),
      seconds * MILLISECONDS_PER_SECOND,
    );
  });
  try {
    return await Promise.race([response.answer, failure, timeout]);
  } finally {
    clearTimeout(timer);
    await response.close();
  }
}

/** CloudFormation sends numbers and truth values as text. */
function inTexts(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inTexts);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inTexts(item)]));
  }
  return String(value);
}
