import {
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  loadConfig as sdkLoadConfig,
} from '@smithy/core/config';
import { loadConfig } from '../../lambda/bundle/environment-config.ts';

const SETTINGS = {
  AWS_REGION: NODE_REGION_CONFIG_OPTIONS,
  AWS_USE_FIPS_ENDPOINT: NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  AWS_USE_DUALSTACK_ENDPOINT: NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
};

type Name = keyof typeof SETTINGS;

function withEnvironment(variables: Readonly<Record<string, string>>): void {
  const files = { AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' };
  jest.replaceProperty(process, 'env', { ...files, ...variables });
}

afterEach(() => jest.restoreAllMocks());

test.each<[Name, string, unknown]>([
  ['AWS_REGION', 'us-gov-west-1', 'us-gov-west-1'],
  ['AWS_USE_FIPS_ENDPOINT', 'true', true],
  ['AWS_USE_FIPS_ENDPOINT', 'false', false],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'true', true],
])('%s=%s has the effect that it has on the SDK', async (name, text, value) => {
  withEnvironment({ [name]: text });
  await expect(loadConfig<unknown>(SETTINGS[name])()).resolves.toBe(value);
  await expect(sdkLoadConfig<unknown>(SETTINGS[name])()).resolves.toBe(value);
});

test('without the variable, the setting has the default of the SDK', async () => {
  withEnvironment({});
  for (const name of ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'] as const) {
    await expect(loadConfig<unknown>(SETTINGS[name])()).resolves.toBe(
      await sdkLoadConfig<unknown>(SETTINGS[name])(),
    );
  }
  await expect(loadConfig(SETTINGS.AWS_REGION)()).rejects.toThrow('Region is missing');
});

test('a value that the SDK cannot read is an error, where the SDK would use an endpoint without FIPS', async () => {
  withEnvironment({ AWS_USE_FIPS_ENDPOINT: 'yes' });
  await expect(loadConfig<unknown>(SETTINGS.AWS_USE_FIPS_ENDPOINT)()).rejects.toThrow(
    'Expected "true" or "false", got yes',
  );
  await expect(sdkLoadConfig<unknown>(SETTINGS.AWS_USE_FIPS_ENDPOINT)()).resolves.toBe(false);
});
