import { CANARIES } from '../secrets/canaries.ts';

const REGION = 'us-east-1';

/** Runs `act` with the environment variables that the SDK clients of a Lambda function read. */
export async function withFunctionEnvironment<T>(act: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAFUNCTION',
    AWS_SECRET_ACCESS_KEY: CANARIES.functionSecretKey,
    // The SDK warns about Node.js 20. Only the tools may run on Node.js 20, and the functions run on a later version.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  try {
    return await act();
  } finally {
    for (const name of Object.keys(process.env)) {
      if (!(name in before)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, before);
  }
}
