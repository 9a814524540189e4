/** An error that the runtime itself finds. `name` is the errorType that Lambda shows. */
export class RuntimeFault extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/** Builds the error request of the Runtime API: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
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
