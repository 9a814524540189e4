import { readBrokerEnvironment } from '../../lambda/environment.ts';

const VARIABLES = {
  ACCOUNT_ID: '111122223333',
  PARTITION: 'aws',
  BROKER_ACCESS_KEY_SECRET_ARN: 'arn:secret',
  LAMBDA_TASK_ROOT: '/var/task',
};

const before = process.env;

beforeEach(() => {
  process.env = { ...VARIABLES };
});

afterAll(() => {
  process.env = before;
});

describe('the environment of the broker function', () => {
  test('has the claim with the display name, which is sub by default', () => {
    expect(readBrokerEnvironment()).toEqual({
      accountId: '111122223333',
      partition: 'aws',
      nameClaim: 'sub',
      brokerAccessKeySecretArn: 'arn:secret',
      grantNames: [],
      taskRoot: '/var/task',
    });
    process.env.NAME_CLAIM = 'https://example.com/name';
    expect(readBrokerEnvironment().nameClaim).toBe('https://example.com/name');
  });

  test('has the endpoint that replaces those of AWS, if it is set', () => {
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = '';
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    expect(readBrokerEnvironment().endpointUrl).toBe('http://127.0.0.1:4566');
  });

  test('has the names that are known only since the deployment', () => {
    process.env.GRANT_NAMES = '["amzn-s3-demo-bucket","Etl"]';
    expect(readBrokerEnvironment().grantNames).toEqual(['amzn-s3-demo-bucket', 'Etl']);
  });

  test.each(['', '[', '{"0":"amzn-s3-demo-bucket"}', '"amzn-s3-demo-bucket"', '["a",1]', 'null'])(
    'is refused with the names %j',
    (names) => {
      process.env.GRANT_NAMES = names;
      expect(readBrokerEnvironment).toThrow(/JSON/);
    },
  );

  test.each(Object.keys(VARIABLES))('is refused without %s, and the error names it', (name) => {
    delete process.env[name];
    expect(readBrokerEnvironment).toThrow(`The environment variable ${name} is missing.`);
    process.env[name] = '';
    expect(readBrokerEnvironment).toThrow(`The environment variable ${name} is missing.`);
  });
});
