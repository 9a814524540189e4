import { SecretVersions } from '../../src/secrets-manager/secret-versions.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const value = (content: string) => ({ kind: 'SecretString', content }) as const;
let versions: SecretVersions;

/** `label=version` for every label, in order. */
function labels(): string[] {
  return versions
    .all()
    .flatMap(({ id, labels: names }) => names.map((name) => `${name}=${id}`))
    .sort();
}

beforeEach(() => {
  versions = new SecretVersions();
});

describe('put', () => {
  test('the first value becomes AWSCURRENT, even with other labels', () => {
    versions.put('one', value('1'), ['AWSPENDING'], NOW);
    expect(labels()).toEqual(['AWSCURRENT=one', 'AWSPENDING=one']);
  });

  test('without labels, AWSCURRENT moves and AWSPREVIOUS follows', () => {
    versions.put('one', value('1'), [], NOW);
    versions.put('two', value('2'), [], NOW);
    expect(labels()).toEqual(['AWSCURRENT=two', 'AWSPREVIOUS=one']);
    versions.put('three', value('3'), [], NOW);
    expect(labels()).toEqual(['AWSCURRENT=three', 'AWSPREVIOUS=two']);
    expect(versions.byId('one')?.labels).toEqual([]);
  });

  test('with labels, only those labels move', () => {
    versions.put('one', value('1'), ['blue'], NOW);
    versions.put('two', value('2'), ['blue', 'AWSPENDING'], NOW);
    expect(labels()).toEqual(['AWSCURRENT=one', 'AWSPENDING=two', 'blue=two']);
  });

  test('repeating a value changes nothing, and another value is refused', () => {
    versions.put('one', value('1'), [], NOW);
    versions.put('two', value('2'), [], NOW);
    versions.put('one', value('1'), [], NOW);
    expect(labels()).toEqual(['AWSCURRENT=two', 'AWSPREVIOUS=one']);
    expect(() => versions.put('one', value('other'), [], NOW)).toThrow('already in use');
    expect(() => versions.put('one', { kind: 'SecretBinary', content: '1' }, [], NOW)).toThrow(
      'already in use',
    );
  });

  test('sets the value of a version that a rotation created', () => {
    versions.put('one', value('1'), [], NOW);
    versions.startPending('two', NOW);
    expect(versions.byLabel('AWSPENDING')?.value).toBeUndefined();
    versions.put('two', value('2'), ['AWSPENDING'], NOW);
    expect(versions.byLabel('AWSPENDING')?.value).toEqual(value('2'));
    expect(labels()).toEqual(['AWSCURRENT=one', 'AWSPENDING=two']);
  });
});

describe('moveLabel', () => {
  beforeEach(() => {
    versions.put('one', value('1'), [], NOW);
    versions.put('two', value('2'), ['blue'], NOW);
  });

  test.each([
    ['AWSCURRENT', 'one', 'two', ['AWSCURRENT=two', 'AWSPREVIOUS=one', 'blue=two']],
    ['blue', 'two', 'one', ['AWSCURRENT=one', 'blue=one']],
    ['blue', 'two', undefined, ['AWSCURRENT=one']],
    ['green', undefined, 'two', ['AWSCURRENT=one', 'blue=two', 'green=two']],
    ['AWSCURRENT', undefined, 'one', ['AWSCURRENT=one', 'blue=two']],
  ])('%s from %s to %s', (label, from, to, expected) => {
    versions.moveLabel({ label, from, to });
    expect(labels()).toEqual(expected);
  });

  test.each([
    ['AWSCURRENT', undefined, 'two', "RemoveFromVersionId can't be empty"],
    ['AWSCURRENT', 'two', 'one', 'RemoveFromVersionId must be the version that has'],
    ['AWSCURRENT', 'one', undefined, "It can't be completely removed"],
    ['green', 'one', undefined, 'RemoveFromVersionId must be the version that has'],
    ['blue', undefined, undefined, 'You must provide MoveToVersionId or RemoveFromVersionId'],
    ['blue', 'two', 'three', "can't find the specified secret version: three"],
    ['blue', 'three', 'one', "can't find the specified secret version: three"],
  ])('refuses %s from %s to %s', (label, from, to, message) => {
    expect(() => versions.moveLabel({ label, from, to })).toThrow(message);
    expect(labels()).toEqual(['AWSCURRENT=one', 'blue=two']);
  });

  test('moving AWSCURRENT back makes the version that had it AWSPREVIOUS', () => {
    versions.moveLabel({ label: 'AWSCURRENT', from: 'one', to: 'two' });
    versions.moveLabel({ label: 'AWSCURRENT', from: 'two', to: 'one' });
    expect(labels()).toEqual(['AWSCURRENT=one', 'AWSPREVIOUS=two', 'blue=two']);
  });
});
