import { randomUUID } from 'node:crypto';
import type { Invocation } from '../../lambda/invoker.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import {
  type CreatedResource,
  type DeletionRequest,
  IncompleteCreation,
  physicalName,
  type ResourceRequest,
  type ResourceType,
  type UpdateRequest,
} from '../resource-type.ts';
import { reasonOf } from '../stack-error.ts';
import {
  CustomResourceFailure,
  MAX_PHYSICAL_ID_BYTES,
  openResponse,
} from './custom-resource-response.ts';

/** Seconds. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const DEFAULT_SERVICE_TIMEOUT = 3_600;
const MILLISECONDS_PER_SECOND = 1_000;

/**
 * A resource that a function of the template creates, updates and deletes.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html
 */
export const customResource: ResourceType = {
  fixed: { ServiceToken: 'Modifying service token is not allowed.' },
  /**
   * CloudFormation sends a Delete request after a failed Create request, with the physical id of the response, or else
   * with one of its own. Sources: https://github.com/aws/aws-cdk/pull/5525,
   * https://github.com/binxio/cfn-certificate-provider/issues/31
   */
  async create(request) {
    try {
      return await invoke(request, { RequestType: 'Create' });
    } catch (error) {
      const answered = error instanceof CustomResourceFailure ? error.physicalId : undefined;
      const physicalId = answered ?? physicalName(request, MAX_PHYSICAL_ID_BYTES);
      throw new IncompleteCreation(reasonOf(error), { physicalId, attributes: {} });
    }
  },
  /**
   * After a failure, requests an update to the old properties.
   * Source: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html#error-handling
   */
  async update(request) {
    const { previous } = request;
    try {
      return await invoke(request, updateOf(previous.physicalId, previous.properties.values));
    } catch (error) {
      await restoreProperties(request).catch((second) => {
        throw new CustomResourceFailure(
          `${reasonOf(error)}; then the update to the old properties failed: ${reasonOf(second)}`,
        );
      });
      throw error;
    }
  },
  async delete(request: DeletionRequest) {
    await invoke(request, { RequestType: 'Delete', PhysicalResourceId: request.physicalId });
  },
};

async function restoreProperties(request: UpdateRequest): Promise<void> {
  const { physicalId, properties } = request.previous;
  const attempted = request.properties.values;
  await invoke({ ...request, properties }, updateOf(physicalId, attempted));
}

function updateOf(physicalId: string, oldProperties: JsonObject): JsonObject {
  return {
    RequestType: 'Update',
    PhysicalResourceId: physicalId,
    OldResourceProperties: asStrings(oldProperties),
  };
}

/**
 * Rejects with CustomResourceFailure if the function answers FAILED, does not answer in time, or throws. If it throws,
 * AWS would invoke it twice more and wait until the timeout.
 */
async function invoke(request: ResourceRequest, change: JsonObject): Promise<CreatedResource> {
  const { logicalId, type, properties, stackId, services } = request;
  const functionArn = properties.text('ServiceToken');
  const requestId = randomUUID();
  const response = await openResponse({
    StackId: stackId,
    RequestId: requestId,
    LogicalResourceId: logicalId,
  });
  const event = {
    ...change,
    ServiceToken: functionArn,
    ResponseURL: response.url,
    StackId: stackId,
    RequestId: requestId,
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceProperties: asStrings(properties.values),
  };
  const seconds = properties.optionalNumber('ServiceTimeout') ?? DEFAULT_SERVICE_TIMEOUT;
  const failure = failureOf(services.functions.invokeAsDeployer(functionArn, event));
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

/** Never resolves, because the return value of the function is not the answer. */
async function failureOf(invoked: Promise<Invocation>): Promise<never> {
  const { functionError, payload } = await invoked.catch((error) => {
    // A missing function is a failure of this resource. It must not count as a missing resource.
    throw new CustomResourceFailure(`The function could not be invoked: ${reasonOf(error)}`);
  });
  if (functionError) {
    throw new CustomResourceFailure(`The function failed: ${JSON.stringify(payload)}`);
  }
  return new Promise(() => undefined);
}

/** CloudFormation sends numbers and booleans as strings. */
function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(asStrings);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asStrings(item)]));
  }
  return String(value);
}
