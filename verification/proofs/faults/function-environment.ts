import { CANARIES } from '../secrets/canaries.ts';

const REGION = 'us-east-1';

/** Runs `act` with the environment variables of a function, for the AWS SDK clients of this process. */
export async function withFunctionEnvironment<T>(act: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAFUNCTION',
    AWS_SECRET_ACCESS_KEY: CANARIES.functionSecretKey,
    // Only the tools may run on Node.js 20. The functions run on a later version, so the SDK's warning does not concern
    // them.
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
