import { readBrokerEnvironment } from '../../lambda/environment.ts';

const VARIABLES = {
  ACCOUNT_ID: '111122223333',
  PARTITION: 'aws',
  AWS_REGION: 'us-east-1',
  APIS: '{"iam":"iam-api","jwt":[]}',
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
  test('has the APIs that the function was deployed with', () => {
    expect(readBrokerEnvironment()).toEqual({
      accountId: '111122223333',
      partition: 'aws',
      region: 'us-east-1',
      apis: { iam: 'iam-api', jwt: [] },
      brokerAccessKeySecretArn: 'arn:secret',
      grantNames: [],
      taskRoot: '/var/task',
    });
    const jwt = {
      apiId: 'jwt-api',
      issuer: 'https://id.example.com',
      audience: ['a'],
      nameClaim: 'sub',
    };
    process.env.APIS = JSON.stringify({ jwt: [jwt] });
    expect(readBrokerEnvironment().apis).toEqual({ jwt: [jwt] });
  });

  test.each(['{}x', '[]', '{"iam":1}', '{"jwt":[{}]}', '{"saml":"x"}'])(
    'is refused with the APIs %s',
    (apis) => {
      process.env.APIS = apis;
      expect(readBrokerEnvironment).toThrow();
    },
  );

  test('has the endpoint that replaces those of AWS, if it is set', () => {
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = '';
    expect(readBrokerEnvironment().endpointUrl).toBeUndefined();
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    expect(readBrokerEnvironment().endpointUrl).toBe('http://127.0.0.1:4566');
  });

  test('has the names that are known only at deployment', () => {
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
