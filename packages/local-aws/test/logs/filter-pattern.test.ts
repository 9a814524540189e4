import { parseFilterPattern } from '../../src/logs/filter-pattern.ts';

const FAILED = { event: 'RequestFailed', code: 'UpstreamFailure', cause: { name: 'AccessDenied' } };
const isFailure = '($.event = "RequestFailed")';

test.each([
  ['{ $.event = "RequestFailed" }', true],
  ['{$.event="RequestFailed"}', true],
  ['{ $.event = "Request" }', false],
  ['{ $.event = "requestfailed" }', false],
  ['{ $.event = "Request*" }', true],
  ['{ $.event = "Failed*" }', false],
  ['{ $.cause.name = "AccessDenied" }', true],
  ['{ $.cause = "AccessDenied" }', false],
  ['{ $.cause.name.length = "12" }', false],
  ['{ $.constructor.name = "Object" }', false],
  ['{ $.none = "*" }', false],
  [`{ ${isFailure} && ($.code = "UpstreamFailure") }`, true],
  [`{ ${isFailure} && ($.code = "Throttled") }`, false],
  [`{ ($.event = "Other") || ${isFailure} }`, true],
  ['{ ($.event = "Other") || ($.event = "Another") }', false],
  // && binds more closely than || in every order.
  [`{ ${isFailure} || $.code = "Throttled" && $.code = "None" }`, true],
  [`{ (${isFailure} || $.code = "Throttled") && $.code = "None" }`, false],
])('%s → %s', (pattern, matches) => {
  expect(parseFilterPattern(pattern)(FAILED)).toBe(matches);
});

test.each([undefined, null, 'RequestFailed', 7, ['RequestFailed']])(
  'an event that is not a JSON object (%j) does not match',
  (event) => {
    expect(parseFilterPattern('{ $.event = "RequestFailed" }')(event)).toBe(false);
  },
);

test.each([
  '',
  'ERROR',
  '{ }',
  '[ip, user]',
  '{ $.size > 10 }',
  '{ $.event != "A" }',
  '{ $.event = A }',
  '{ $.event = 7 }',
  '{ $.event = "A*B" }',
  '{ $.event = "*A" }',
  '{ $.event = "A\\"B" }',
  '{ $.event IS NULL }',
  '{ $.list[0] = "A" }',
  '{ ($.event = "A" }',
  '{ $.event = "A" } x',
  '{ $.event = "A" } }',
  '{ $.event = "A" &&',
  '{ "A" = $.event }',
])('the unsupported pattern %s is refused, and the message names it', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow(
    `The local AWS does not support the filter pattern ${pattern}`,
  );
});
