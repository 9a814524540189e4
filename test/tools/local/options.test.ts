import { parseAssemblyArguments, parseStartArguments } from '../../../tools/local/options.ts';

test('without options the sample configuration runs on port 8787', () => {
  expect(parseStartArguments([])).toEqual({
    port: 8787,
    configurationPath: 'sample/federation-broker.json',
    buckets: [],
    demo: false,
    help: false,
  });
});

test('a demo uses free ports, so that it can run beside another broker', () => {
  expect(parseStartArguments(['--demo'])).toMatchObject({ demo: true, port: 0 });
  expect(parseStartArguments(['--demo', '--port', '9000'])).toMatchObject({ port: 9000 });
});

test('--bucket may be repeated, and its folder may contain "="', () => {
  expect(parseStartArguments(['--bucket', 'one=./x', '--bucket', 'two=./y=z']).buckets).toEqual([
    { bucket: 'one', folder: './x' },
    { bucket: 'two', folder: './y=z' },
  ]);
});

test.each([
  [['--port', 'http'], '--port: must be a number from 0 to 65535, was "http"'],
  [['--port', '65536'], '--port: must be a number from 0 to 65535, was "65536"'],
  [['--port', '-1'], "Option '--port' argument is ambiguous"],
  [['--bucket', 'reports'], '--bucket: must be NAME=FOLDER, was "reports"'],
  [['--bucket', '=folder'], '--bucket: must be NAME=FOLDER, was "=folder"'],
  [['--bucket', 'Reports=./x'], '--bucket: NAME must be the name of a bucket, was "Reports"'],
  [['--bucket', 'one=a', '--bucket', 'one=b'], 'give each NAME only once, "one" stands twice'],
  [['--demo', '--config', 'mine.json'], '--demo always runs the sample configuration'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('the message for %j names the option and the fault', (args, message) => {
  expect(() => parseStartArguments(args)).toThrow(message);
});

test('federation-broker start reads cdk.out by default, and has the same options for port and buckets as npm start', () => {
  expect(parseAssemblyArguments([])).toEqual({
    port: 8787,
    buckets: [],
    help: false,
    assembly: 'cdk.out',
    brokerPath: undefined,
  });
  expect(
    parseAssemblyArguments(['--assembly', 'out', '--broker', 'Prod/Storage/Broker', '--port', '0']),
  ).toMatchObject({ assembly: 'out', brokerPath: 'Prod/Storage/Broker', port: 0 });
  expect(() => parseAssemblyArguments(['--demo'])).toThrow("Unknown option '--demo'");
});
