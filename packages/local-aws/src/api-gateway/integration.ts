import { AwsError } from '../aws-error.ts';
import type { FunctionInvoker, Invocation } from '../lambda/invoker.ts';
import type { AccessLogContext } from './access-log.ts';
import {
  type GatewayResponse,
  MalformedResponse,
  parseFunctionResponse,
} from './function-response.ts';
import { GatewayError } from './gateway-error.ts';
import type { Integration } from './http-api.ts';

const SERVICE = 'apigateway.amazonaws.com';

export interface IntegrationCall {
  readonly integration: Integration | undefined;
  readonly event: Readonly<Record<string, unknown>>;
  readonly functions: FunctionInvoker;
  /** The ARN of the route, with its parameters as in the route key. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
  readonly logged: AccessLogContext;
}

/**
 * Throws GatewayError: 500 if the function is missing, fails or answers in an unknown form, 503 if it is late or
 * throttled.
 */
export async function invokeIntegration(call: IntegrationCall): Promise<GatewayResponse> {
  const { integration, logged } = call;
  if (!integration) {
    throw internal('The route has no integration');
  }
  const begun = performance.now();
  try {
    const { payload, functionError } = await withinTimeout(
      invoke(call, integration),
      integration.timeoutMs,
    );
    if (functionError) {
      throw internal(`The function failed: ${JSON.stringify(payload)}`);
    }
    logged.integrationStatus = '200';
    return parseFunctionResponse(payload);
  } catch (error) {
    if (error instanceof MalformedResponse) {
      throw internal(error.message);
    }
    throw error;
  } finally {
    logged.integrationLatency = String(Math.round(performance.now() - begun));
  }
}

async function invoke(call: IntegrationCall, { functionArn }: Integration): Promise<Invocation> {
  const { event, functions, sourceArn, sourceAccount } = call;
  try {
    return await functions.invoke(functionArn, event, {
      service: SERVICE,
      sourceArn,
      sourceAccount,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    if (error.code === 'TooManyRequestsException') {
      throw unavailable(error.message);
    }
    throw internal(`${error.code}: ${error.message}`);
  }
}

/** After the timeout, the function continues, but its answer is ignored. */
async function withinTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(unavailable(`The function did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function internal(reason: string): GatewayError {
  return new GatewayError(500, 'Internal Server Error', loggedReason(reason));
}

function unavailable(reason: string): GatewayError {
  return new GatewayError(503, 'Service Unavailable', loggedReason(reason));
}

function loggedReason(reason: string): Record<string, string> {
  return { integrationErrorMessage: reason, 'integration.error': reason };
}
