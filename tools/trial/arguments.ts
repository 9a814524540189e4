import { parseArgs } from 'node:util';

export const TRIAL_USAGE = `Tries in an AWS account what only AWS can confirm, and writes a report to attach to an issue.

Usage: npm run trial -- --account ID [options]
       npm run trial -- --local

It deploys a stack FederationBrokerTrial of its own, tries each claim, and deletes the stack, also after Ctrl-C or a failure. It
uses the credentials and the Region that AWS SDKs find, and stops if they belong to another account than ID. The account must be
bootstrapped for the AWS CDK. Exits with 1 if a claim is refuted, if no claim about the running broker is confirmed, or if
something is left.

  --account ID        the account to use, 12 digits
  --yes               do not ask before creating anything
  --token-file FILE   a token of your issuer: also tries the API for tokens. The issuer must be reachable from AWS
  --kms-key ARN       a key for objects: also tries SSE-KMS
  --stack NAME        try a broker that is already deployed. Only reads, and gets one session. You must be one of its callers
  --clean             delete what a trial that was killed left, and try nothing
  --local             try everything on the local AWS, which this command starts
  --report FILE       where the report goes (default trial-report.md)
  --help              show this help
`;

export interface TrialArguments {
  /** Undefined with `local`. */
  readonly accountId?: string;
  readonly mode: 'own stack' | 'deployed stack' | 'clean' | 'local';
  /** The stack of `deployed stack`. */
  readonly stackName?: string;
  readonly isConfirmed: boolean;
  readonly tokenFile?: string;
  readonly kmsKey?: string;
  readonly report: string;
}

/**
 * @returns undefined for `--help`
 * @throws Error that names the option, the fault and the right form
 */
export function parseTrialArguments(args: readonly string[]): TrialArguments | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      account: { type: 'string' },
      yes: { type: 'boolean', default: false },
      'token-file': { type: 'string' },
      'kms-key': { type: 'string' },
      stack: { type: 'string' },
      clean: { type: 'boolean', default: false },
      local: { type: 'boolean', default: false },
      report: { type: 'string', default: 'trial-report.md' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const { account, clean, local, stack } = values;
  const modes = [clean && '--clean', local && '--local', stack !== undefined && '--stack'].filter(
    Boolean,
  );
  if (modes.length > 1) {
    throw new Error(`${modes.join(' and ')} exclude each other: give one of them`);
  }
  if (!local && !/^\d{12}$/.test(account ?? '')) {
    throw new Error(
      `--account: must be the 12 digits of the account to use, was "${account ?? ''}"`,
    );
  }
  if (local && account !== undefined) {
    throw new Error(
      '--account: the local AWS has an account of its own. Remove --account or --local',
    );
  }
  return {
    accountId: account,
    mode: local ? 'local' : clean ? 'clean' : stack === undefined ? 'own stack' : 'deployed stack',
    stackName: stack,
    isConfirmed: values.yes || local,
    tokenFile: values['token-file'],
    kmsKey: values['kms-key'],
    report: values.report,
  };
}
