import { isPartOf, type QueryList, readList, readStrings } from '../src/query-list.ts';

const TAGS: QueryList = { name: 'Tags', members: ['Key', 'Value'] };

test('structures are read in the order of their numbers, each with its members', () => {
  const parameters = new Map([
    ['Tags.member.10.Key', 'j'],
    ['Name', 'alice'],
    ['Tags.member.2.Value', ''],
    ['Tags.member.2.Key', 'b'],
    ['Names.member.1.Key', 'x'],
  ]);
  expect(readList(TAGS, parameters)).toEqual([{ Key: 'b', Value: '' }, { Key: 'j' }]);
});

test('an absent list and an empty list are empty', () => {
  expect(readList(TAGS, new Map([['Tags', '']]))).toEqual([]);
  expect(readList(TAGS, new Map())).toEqual([]);
});

test.each([
  ['Tags', true],
  ['Tags.member.1.Key', true],
  ['Tags.member.50.Value', true],
  ['Tags.member.0.Key', false],
  ['Tags.member.01.Key', false],
  ['Tags.member.1.Colour', false],
  ['Tags.member.1', false],
  ['Tags.1.Key', false],
  ['TagKeys.member.1.Key', false],
])('%s is part of the list: %s', (parameter, expected) => {
  expect(isPartOf(TAGS, parameter)).toBe(expected);
});

test('strings are read in the order of their numbers', () => {
  const names: QueryList = { name: 'Names', members: [] };
  const parameters = new Map([
    ['Names.member.10', 'j'],
    ['Names.member.2', 'b'],
    ['Tags.member.1', 'x'],
  ]);
  expect(readStrings(names, parameters)).toEqual(['b', 'j']);
  expect(isPartOf(names, 'Names.member.10')).toBe(true);
  expect(isPartOf(names, 'Names.member.10.Key')).toBe(false);
});
