import { AwsError } from '../src/aws-error.ts';
import { type JsonAction, renderJsonError, runJsonAction } from '../src/json-protocol.ts';
import type { ServiceRequest } from '../src/service.ts';

const ECHO: JsonAction = (parameters) => ({ name: parameters.optionalString('Name') });
const ACTIONS = new Map([['Echo', ECHO]]);

function request(over: Partial<ServiceRequest>): ServiceRequest {
  return {
    requestId: 'request-1',
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: { 'x-amz-target': 'service.Echo' },
    body: Buffer.from('{}'),
    principal: { kind: 'anonymous' },
    sourceIp: '127.0.0.1',
    ...over,
  };
}

test('the target names the action', () => {
  const body = Buffer.from('{"Name":"ü"}');
  expect(runJsonAction(request({ body }), 'service', ACTIONS)).toEqual({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'request-1' },
    body: '{"name":"ü"}',
  });
});

test('a parameter that is null counts as absent', () => {
  const body = Buffer.from('{"Name":null}');
  expect(runJsonAction(request({ body }), 'service', ACTIONS).body).toBe('{}');
});

test.each([
  [{ headers: {} }],
  [{ headers: { 'x-amz-target': 'secrets.Echo' } }],
  [{ headers: { 'x-amz-target': 'service.echo' } }],
  [{ headers: { 'x-amz-target': 'Echo' } }],
  [{ method: 'GET' }],
])('the request %j names no known operation', (over) => {
  expect(() => runJsonAction(request(over), 'service', ACTIONS)).toThrow('does not support');
});

test.each([[''], ['['], ['[]'], ['7'], ['null']])(
  'the body "%s" is refused, because it is not a JSON object',
  (body) => {
    expect(() => runJsonAction(request({ body: Buffer.from(body) }), 'service', ACTIONS)).toThrow(
      'The request body is not a JSON object.',
    );
  },
);

test.each([
  ['AccessDenied', 'AccessDeniedException'],
  ['ExpiredToken', 'ExpiredTokenException'],
  ['IncompleteSignature', 'IncompleteSignatureException'],
  ['InvalidClientTokenId', 'UnrecognizedClientException'],
  ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
])('the common error %s becomes %s with status 400', (code, expected) => {
  const { status, body } = renderJsonError(new AwsError(code, 'why', 403), { requestId: 'ID' });
  expect(status).toBe(400);
  expect(JSON.parse(body.toString())).toEqual({ __type: expected, message: 'why' });
});

test('other errors keep code, status and fields', () => {
  const error = new AwsError('LimitExceededException', 'why', 429, { Reason: 'many' });
  const { status, body } = renderJsonError(error, { requestId: 'ID' });
  expect(status).toBe(429);
  expect(JSON.parse(body.toString())).toEqual({
    __type: 'LimitExceededException',
    message: 'why',
    Reason: 'many',
  });
});
