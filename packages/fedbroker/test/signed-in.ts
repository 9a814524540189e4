import { StubBroker } from './stub-broker.ts';
import { TestHost, tokenOf } from './test-host.ts';

/** One broker for all tests of a file, and one machine for each test, whose user has a token. */
export interface SignedIn {
  readonly broker: StubBroker;
  readonly host: TestHost;
}

export function signedIn(): SignedIn {
  let broker: StubBroker;
  let host: TestHost;

  beforeAll(async () => {
    broker = await StubBroker.start();
  });

  afterAll(() => broker.close());

  beforeEach(() => {
    host = new TestHost();
    host.env = {
      FEDBROKER_URL: broker.url,
      FEDBROKER_TOKEN_FILE: host.writeFile('token', tokenOf({ iss: 'i', sub: 'alice' })),
    };
  });

  afterEach(() => host.remove());

  return {
    get broker() {
      return broker;
    },
    get host() {
      return host;
    },
  };
}
