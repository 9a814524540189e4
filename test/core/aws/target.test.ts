import fc from 'fast-check';
import {
  formatTarget,
  includesPermission,
  includesTarget,
  isBucketName,
  PERMISSIONS,
  type Target,
} from '../../../core/aws/target.ts';
import cases from '../../cases/targets.json' with { type: 'json' };
import { parseTarget } from './parse-target.ts';

const prefix = (text: string): Target => ({ kind: 'prefix', bucket: 'bucket', prefix: text });
const object = (objectKey: string): Target => ({ kind: 'object', bucket: 'bucket', objectKey });

describe('parseTarget', () => {
  test.each(cases.valid)(
    'parses $text, and formatTarget returns the same text',
    ({ text, target }) => {
      const parsed = parseTarget(text);
      expect(parsed).toEqual(target);
      expect(formatTarget(parsed)).toBe(text);
    },
  );

  test.each(cases.invalid)('refuses $text: $problem', ({ text, problem }) => {
    expect(() => parseTarget(text)).toThrow(problem);
  });

  test('shows the refused value with control characters escaped, and cut to 100 characters', () => {
    expect(() => parseTarget(`s3://bucket/\u001b[2J\u202e${'x'.repeat(200)}`)).toThrow(
      /was "s3:\/\/bucket\/\\u001b\[2J\\u\{202e\}x{83}…"$/,
    );
  });
});

describe('includesTarget', () => {
  test.each<[Target, Target, boolean]>([
    [prefix(''), prefix(''), true],
    [prefix(''), prefix('team-a/'), true],
    [prefix(''), object('report.csv'), true],
    [prefix('team-a/'), prefix('team-a/'), true],
    [prefix('team-a/'), prefix('team-a/x/'), true],
    [prefix('team-a/'), prefix('team-a/repo'), true],
    [prefix('team-a/'), object('team-a/report.csv'), true],
    [prefix('team-a/'), prefix(''), false],
    [prefix('team-a/'), prefix('team-a'), false],
    [prefix('team-a/'), prefix('team-ab/'), false],
    [prefix('team-a/'), prefix('Team-a/'), false],
    [prefix('team-a/'), object('team-a'), false],
    [prefix('team-a/'), object('x/team-a/report.csv'), false],
    [object('report.csv'), object('report.csv'), true],
    [object('report.csv'), object('report.csv2'), false],
    [object('report.csv'), prefix('report.csv'), false],
    [object('report.csv'), prefix(''), false],
    [prefix(''), { ...prefix(''), bucket: 'other' }, false],
    [object('report.csv'), { ...object('report.csv'), bucket: 'other' }, false],
  ])('%j includes %j: %j', (scope, target, included) => {
    expect(includesTarget(scope, target)).toBe(included);
  });

  test('is true if and only if every key of the target is in the scope', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 5 });
    const target = fc.oneof(path.map(prefix), path.filter((text) => text !== '').map(object));
    const holds = (scope: Target, objectKey: string) =>
      scope.kind === 'object' ? scope.objectKey === objectKey : objectKey.startsWith(scope.prefix);
    fc.assert(
      fc.property(target, target, path, (scope, asked, objectKey) => {
        expect(includesTarget(scope, asked) && holds(asked, objectKey)).toBe(
          includesTarget(scope, asked) && holds(asked, objectKey) && holds(scope, objectKey),
        );
      }),
    );
  });
});

describe('includesPermission', () => {
  const included = {
    LIST: ['LIST'],
    READ: ['LIST', 'READ'],
    UPLOAD: ['UPLOAD'],
    WRITE: ['UPLOAD', 'WRITE'],
    READWRITE: ['LIST', 'READ', 'UPLOAD', 'WRITE', 'READWRITE'],
  };
  test.each(PERMISSIONS)('%s includes every permission whose actions it includes', (granted) => {
    expect(PERMISSIONS.filter((wanted) => includesPermission(granted, wanted))).toEqual(
      included[granted],
    );
  });
});

describe('isBucketName', () => {
  test.each(['amzn-s3-demo-bucket', 'abc', 'b'.repeat(63), 'my.bucket', '1.2.3'])(
    'accepts %s',
    (name) => {
      expect(isBucketName(name)).toBe(true);
    },
  );

  test.each(['', 'ab', 'b'.repeat(64), 'a/b', '1.2.3.4', 'a..b', 'a.-b', 'Bucket', 'bucket\n'])(
    'refuses %j',
    (name) => {
      expect(isBucketName(name)).toBe(false);
    },
  );
});
