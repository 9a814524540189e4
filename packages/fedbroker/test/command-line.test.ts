import { parseCommandLine } from '../src/command-line.ts';

test.each([
  [
    ['credentials', 's3://amzn-s3-demo-bucket/', '--permission', 'WRITE', '--duration=2h'],
    {
      kind: 'run',
      invocation: {
        command: 'credentials',
        operands: ['s3://amzn-s3-demo-bucket/'],
        options: { permission: 'WRITE', duration: '2h' },
      },
    },
  ],
  [
    ['--url', 'https://broker.example.com', 'ls', '--all', 's3://amzn-s3-demo-bucket'],
    {
      kind: 'run',
      invocation: {
        command: 'ls',
        operands: ['s3://amzn-s3-demo-bucket'],
        options: { url: 'https://broker.example.com', all: true },
      },
    },
  ],
  [
    ['grants', '--profile=-dash'],
    {
      kind: 'run',
      invocation: { command: 'grants', operands: [], options: { profile: '-dash' } },
    },
  ],
  [['--help'], { kind: 'help' }],
  [['ls', '--help'], { kind: 'help', command: 'ls' }],
  [['--version'], { kind: 'version' }],
])('%j is parsed', (args, parsed) => {
  expect(parseCommandLine(args)).toEqual(parsed);
});

test.each([
  [
    [],
    'which command? Give one of credentials, ls, grants, explain, console, config, login, logout, completion',
  ],
  [['credential'], 'unknown command credential (did you mean credentials?)'],
  [['upload'], 'unknown command upload; see fedbroker --help'],
  [['ls', 's3://b', '--al'], 'unknown option --al (did you mean --all?)'],
  [['ls', 's3://b', '-v'], 'unknown option -v; see fedbroker --help'],
  [['ls', 's3://b', '--__proto__', 'x'], 'unknown option --__proto__'],
  [
    ['ls', 's3://b', '--format', 'env'],
    'ls does not have the option --format; see fedbroker ls --help',
  ],
  [['ls', 's3://b', '--version'], 'ls does not have the option --version'],
  [['ls', 's3://b', '--name'], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--name', '--all'], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--name='], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--all=yes'], '--all takes no value'],
  [['ls'], 'ls takes one TARGET, but got 0; see fedbroker ls --help'],
  [['ls', 's3://a', 's3://b'], 'ls takes one TARGET, but got 2'],
  [['credentials'], 'credentials takes at least one ACCESS or --policy, but got 0'],
  [['grants', 's3://a'], 'grants takes no operand, but got 1'],
  [
    ['explain', 's3://a', '--permission', 'read'],
    '--permission must be one of LIST, READ, UPLOAD, WRITE, READWRITE',
  ],
  [
    ['credentials', 's3://a', '--format', 'yaml'],
    '--format must be one of process, env, powershell',
  ],
  [['config', 'aws'], 'config takes one CLIENT and one TARGET, but got 1'],
  [['config', 's3://a', 'aws'], 'CLIENT must be one of aws, '],
  [['completion', 'tcsh'], 'completion must be one of bash, zsh, fish, but is tcsh'],
])('%j is refused, and the message says what to write instead', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
});
