/** How the AWS CLI and fedbroker behave in one situation. A test of fedbroker proves its behaviour. */
export interface Behaviour {
  readonly title: string;
  readonly awsCli: string;
  readonly fedbroker: string;
  /** The test that proves the behaviour of fedbroker: the file, and the beginning of the title. */
  readonly test: readonly [file: string, title: string];
}

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    title: '`HTTPS_PROXY`, with a user and a password',
    awsCli: 'uses the proxy',
    fedbroker: 'the same',
    test: ['network.test.ts', 'requests go through the proxy of HTTPS_PROXY'],
  },
  {
    title: '`HTTPS_PROXY`, to assume a role',
    awsCli: 'uses the proxy',
    fedbroker: 'the same',
    test: ['network.test.ts', 'AWS is called through the proxy, too, to assume a role'],
  },
  {
    title: '`https_proxy`, also if it is empty; a proxy without `http://`',
    awsCli: 'comes before `HTTPS_PROXY`; means `http://`',
    fedbroker: 'the same',
    test: ['proxy.test.ts', 'with %j, the proxy is %s'],
  },
  {
    title: '`NO_PROXY` with a host, a domain, a port, a leading dot or `*`',
    awsCli: 'exempts the host and its subdomains; no patterns, no address ranges',
    fedbroker: 'the same',
    test: ['proxy.test.ts', 'NO_PROXY=%s exempts broker.example.com: %s'],
  },
  {
    title: '`HTTP_PROXY`, and a server on this machine',
    awsCli: 'uses the proxy, unless `NO_PROXY` exempts the server',
    fedbroker: 'never uses a proxy, because the connection is not encrypted',
    test: ['proxy.test.ts', '%s never uses a proxy, because the connection is not encrypted'],
  },
  {
    title: 'a proxy that refuses the connection',
    awsCli: '`Failed to connect to proxy URL`',
    fedbroker: 'names the proxy, its status and what to do; exit code 5',
    test: ['network.test.ts', 'a proxy that responds with %i is named, without its password'],
  },
  {
    title: '`AWS_CA_BUNDLE`',
    awsCli: 'replaces the usual certificates',
    fedbroker: 'the same',
    test: ['network.test.ts', 'without AWS_CA_BUNDLE, a certificate of a company is not trusted'],
  },
  {
    title: '`REQUESTS_CA_BUNDLE`',
    awsCli: 'is used if `AWS_CA_BUNDLE` is not set',
    fedbroker: 'the same',
    test: ['network.test.ts', 'REQUESTS_CA_BUNDLE counts if AWS_CA_BUNDLE is not set'],
  },
  {
    title: 'no home folder (a user id without an entry in `/etc/passwd`)',
    awsCli: 'works without configuration files',
    fedbroker: 'works without configuration files and without a cache',
    test: ['bundle.test.ts', 'if %s, there is no cache, and nothing is read from or written to'],
  },
  {
    title: 'an empty or relative `HOME`',
    awsCli: 'reads `/.aws/config` if it is empty, and the working folder if it is `.`',
    fedbroker: 'never uses the working folder',
    test: ['bundle.test.ts', 'if %s, there is no cache, and nothing is read from or written to'],
  },
  {
    title: 'a role that needs an MFA code, on a terminal',
    awsCli: 'asks, and keeps the session in `~/.aws/cli/cache`',
    fedbroker: 'asks, and keeps the session in its own cache',
    test: ['mfa.test.ts', 'asks for the code on a terminal, once for all commands of an hour'],
  },
  {
    title: 'a role or process that provides a new session each time',
    awsCli: 'keeps the session of a role; runs a process each time',
    fedbroker: 'asks for a session only if it has no valid credentials in its cache',
    test: ['aws-credentials.test.ts', 'the profile %s, whose credentials are new each time'],
  },
  {
    title: 'no browser can be opened',
    awsCli: '`aws sso login` prints the link',
    fedbroker: '`console --open` prints the link; exit code 1',
    test: [
      'bundle.test.ts',
      'if the program that opens links fails (%s), the command fails and prints the link',
    ],
  },
  {
    title: 'Ctrl-C',
    awsCli: 'exit code 130',
    fedbroker: 'the same',
    test: ['bundle.test.ts', 'Ctrl-C ends fedbroker by its signal'],
  },
  {
    title: 'the clock of the machine is wrong',
    awsCli: '`Signature expired` or `Signature not yet current`',
    fedbroker: 'says by how many minutes, and in which direction',
    test: ['failures.test.ts', '%s has its own message'],
  },
  {
    title: 'the API throttles',
    awsCli: 'tries up to 3 times',
    fedbroker: 'tries up to 3 times, if the wait is at most 5 seconds',
    test: ['failures.test.ts', 'a request is retried twice at most'],
  },
  {
    title: 'a wrong command line; no credentials; a refusal',
    awsCli: 'exit codes 252, 253 and 254',
    fedbroker: 'exit codes 2, 3 and 4',
    test: ['usage.test.ts', 'the help names every command and every exit code'],
  },
];
