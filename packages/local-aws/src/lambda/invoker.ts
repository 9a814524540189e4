/** How API Gateway, Secrets Manager and CloudFormation reach a function. */
export interface FunctionInvoker {
  /**
   * Invokes a function and waits for its answer.
   *
   * The function's resource policy decides (`AWS::Lambda::Permission`): AwsError AccessDeniedException where it
   * does not allow the caller. A function that throws or times out answers with `functionError`.
   */
  invoke(functionArn: string, payload: unknown, caller: InvocationCaller): Promise<Invocation>;
}

export interface InvocationCaller {
  /** `apigateway.amazonaws.com`, `secretsmanager.amazonaws.com` */
  readonly service: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

export interface Invocation {
  readonly payload: unknown;
  /** Set when the handler failed: the payload then holds errorType and errorMessage. */
  readonly functionError?: 'Unhandled';
}
