import { devNull } from 'node:os';
import type { TestClock } from '../../test/end-to-end/test-broker.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import type { Report } from './report.ts';

/** What the checks of clients work with. */
export interface Bench {
  readonly broker: RunningBroker;
  /** The broker's and AWS's; the clients have the machine's. */
  readonly clock: TestClock;
  /** For files of this run alone. */
  readonly folder: string;
  /** Without credentials, and pointed at the local AWS. */
  readonly env: NodeJS.ProcessEnv;
  /** The built program. */
  readonly fedbroker: string;
  readonly report: Report;
}

/** The machine's environment without what it says of AWS, so that nobody's own credentials come into play. */
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
