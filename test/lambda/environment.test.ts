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
  test('names the claim that people know callers by: the subject where it is not set', () => {
    expect(readBrokerEnvironment()).toEqual({
      accountId: '111122223333',
      partition: 'aws',
      nameClaim: 'sub',
      brokerAccessKeySecretArn: 'arn:secret',
      taskRoot: '/var/task',
    });
    process.env.NAME_CLAIM = 'https://example.com/name';
    expect(readBrokerEnvironment().nameClaim).toBe('https://example.com/name');
  });

  test('names what stands for the endpoints of AWS, where there is one', () => {
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = '';
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    expect(readBrokerEnvironment().endpointUrl).toBe('http://127.0.0.1:4566');
  });

  test.each(Object.keys(VARIABLES))('is refused without %s, which is named', (name) => {
    delete process.env[name];
    expect(readBrokerEnvironment).toThrow(`The environment variable ${name} is missing.`);
    process.env[name] = '';
    expect(readBrokerEnvironment).toThrow(`The environment variable ${name} is missing.`);
  });
});
