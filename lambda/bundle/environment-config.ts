import type { LoadedConfigSelectors, LocalConfigOptions } from '@smithy/core/config';
import type { Provider } from '@smithy/types';

/**
 * Replaces the SDK's `loadConfig` in the bundles. The SDK reads each setting of a client from the environment and then from
 * `~/.aws/config` and `~/.aws/credentials`. Functions in Lambda have no such files, so this reads only the environment.
 * The SDK ignores a value that it cannot read, and would use an endpoint without FIPS. This function fails instead.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/creds-config-files.html
 */
export function loadConfig<T = string>(
  { environmentVariableSelector, default: fallback }: LoadedConfigSelectors<T>,
  options: LocalConfigOptions = {},
): Provider<T> {
  let reading: Promise<T> | undefined;
  const read = async (): Promise<T> =>
    environmentVariableSelector(process.env, options) ?? defaultOf(fallback);
  return () => {
    reading ??= read();
    return reading;
  };
}

function defaultOf<T>(fallback: LoadedConfigSelectors<T>['default']): T | Promise<T> {
  return typeof fallback === 'function' ? (fallback as () => T | Promise<T>)() : fallback;
}
