import { compareRoutes, matchRoute, parseRouteKey } from '../../src/api-gateway/route-key.ts';

const matches: readonly [routeKey: string, request: string, expected: unknown][] = [
  ['GET /grants', 'GET /grants', {}],
  ['GET /grants', 'POST /grants', undefined],
  ['GET /grants', 'GET /grants/', undefined],
  ['GET /grants', 'GET /Grants', undefined],
  ['GET /', 'GET /', {}],
  ['GET /a/{x}/b', 'GET /a/1/b', { x: '1' }],
  ['GET /a/{x}/b', 'GET /a//b', undefined],
  ['GET /a/{x}/b', 'GET /a/1/2/b', undefined],
  ['GET /a/{x}', 'GET /a/{x}', { x: '{x}' }],
];

test.each(matches)('the route %s and the request %s', (routeKey, request, expected) => {
  const [method = '', path = ''] = request.split(' ');
  expect(matchRoute(parseRouteKey(routeKey), method, path.split('/'))).toEqual(expected);
});

test.each(['$default', 'ANY /x', 'GET /{proxy+}', 'GET x', 'TRACE /', 'GET /a{b}', 'GET /a b'])(
  'the route key %s is refused, and the message names it',
  (text) => {
    expect(() => parseRouteKey(text)).toThrow(`does not support the route key "${text}"`);
  },
);

test('a literal path comes before a path with parameters', () => {
  const routes = ['GET /{a}/{b}', 'GET /x/{b}', 'GET /x/y'].map(parseRouteKey);
  expect(routes.sort(compareRoutes).map(({ path }) => path)).toEqual([
    '/x/y',
    '/x/{b}',
    '/{a}/{b}',
  ]);
});
