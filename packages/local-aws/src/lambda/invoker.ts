/** API Gateway, Secrets Manager and CloudFormation invoke functions through it. */
export interface FunctionInvoker {
  /**
   * Invokes a function and waits for its answer. If the function throws or times out, the answer has a `functionError`.
   *
   * Throws AwsError AccessDeniedException if the function's resource policy (`AWS::Lambda::Permission`) does not allow
   * the caller.
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
  /** Set if the handler failed. The payload then has errorType and errorMessage. */
  readonly functionError?: 'Unhandled';
}
