import { parseOptions } from '../src/options.ts';

test.each([
  [
    ['credentials', 's3://amzn-s3-demo-bucket/', '--permission', 'WRITE', '--duration=2h'],
    {
      kind: 'run',
      invocation: {
        command: 'credentials',
        operand: 's3://amzn-s3-demo-bucket/',
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
        operand: 's3://amzn-s3-demo-bucket',
        options: { url: 'https://broker.example.com', all: true },
      },
    },
  ],
  [
    ['grants', '--profile=-dash'],
    {
      kind: 'run',
      invocation: { command: 'grants', operand: '', options: { profile: '-dash' } },
    },
  ],
  [['--help'], { kind: 'help' }],
  [['ls', '--help'], { kind: 'help', command: 'ls' }],
  [['--version'], { kind: 'version' }],
])('%j is understood', (args, wish) => {
  expect(parseOptions(args)).toEqual(wish);
});

test.each([
  [[], 'give a command: credentials, ls, grants, explain, console, completion'],
  [['credential'], 'there is no command credential (did you mean credentials?)'],
  [['upload'], 'there is no command upload; see fedbroker --help'],
  [['ls', 's3://b', '--al'], 'there is no option --al (did you mean --all?)'],
  [['ls', 's3://b', '-v'], 'there is no option -v; see fedbroker --help'],
  [['ls', 's3://b', '--__proto__', 'x'], 'there is no option --__proto__'],
  [['ls', 's3://b', '--format', 'env'], 'ls takes no --format; see fedbroker ls --help'],
  [['ls', 's3://b', '--version'], 'ls takes no --version'],
  [['ls', 's3://b', '--name'], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--name', '--all'], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--name='], '--name needs a value: --name NAME'],
  [['ls', 's3://b', '--all=yes'], '--all takes no value'],
  [['ls'], 'ls takes one TARGET, was given 0; see fedbroker ls --help'],
  [['ls', 's3://a', 's3://b'], 'ls takes one TARGET, was given 2'],
  [['grants', 's3://a'], 'grants takes no operand, was given 1'],
  [
    ['explain', 's3://a', '--permission', 'read'],
    '--permission takes LIST, READ, WRITE, READWRITE',
  ],
  [['credentials', 's3://a', '--format', 'yaml'], '--format takes process, env, json'],
  [['completion', 'tcsh'], 'completion takes bash, zsh, fish, was given tcsh'],
])('%j is refused with what would be right', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
