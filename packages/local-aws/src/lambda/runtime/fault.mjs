/** A failure that the runtime itself finds; `name` is the errorType that Lambda shows. */
export class RuntimeFault extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/** The Runtime API's error request: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export function describeError(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}
