import { devNull } from 'node:os';
import type { TestClock } from '../../test/end-to-end/test-broker.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import type { Report } from './report.ts';

/** The test environment that all checks of clients share. */
export interface TestBed {
  readonly broker: RunningBroker;
  /** The clock of the broker and of AWS. The clients use the clock of the machine. */
  readonly clock: TestClock;
  /** The folder for the files of this run. */
  readonly folder: string;
  /** Environment variables without credentials and with the endpoint of the local AWS. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of the built command-line client. */
  readonly fedbroker: string;
  readonly report: Report;
}

/** Returns the environment without AWS variables, so that no client uses credentials of this machine. */
export function clientEnvironment({ local }: RunningBroker): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    AWS_ENDPOINT_URL: local.endpointUrl,
    AWS_REGION: local.account.region,
    AWS_DEFAULT_REGION: local.account.region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_PAGER: '',
  };
}
