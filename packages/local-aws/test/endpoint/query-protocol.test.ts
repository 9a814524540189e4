import { AwsError } from '../../src/aws-error.ts';
import { createQueryService } from '../../src/query-protocol.ts';
import type { ServiceRequest } from '../../src/service.ts';

const NAMESPACE = 'https://example.amazonaws.com/doc/2026-01-01/';

const service = createQueryService({
  signingName: 'example',
  namespace: NAMESPACE,
  version: '2026-01-01',
  actions: new Map([
    [
      'Echo',
      {
        parameters: ['Text'],
        run: (parameters) => ({ Items: { member: [{ Text: parameters.get('Text') ?? '' }] } }),
      },
    ],
  ]),
});

function send(text: string, more: Partial<ServiceRequest> = {}) {
  return service.handle({
    requestId: 'request-1',
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: Buffer.from(text),
    principal: { kind: 'anonymous' },
    sourceIp: '127.0.0.1',
    ...more,
  });
}

test('a form is answered in escaped XML', async () => {
  const { body, headers } = await send('Action=Echo&Version=2026-01-01&Text=%3Ca%3E+%26%22%C3%A4');
  expect(headers['content-type']).toBe('text/xml');
  expect(body).toBe(
    `<EchoResponse xmlns="${NAMESPACE}"><EchoResult><Items><member><Text>&lt;a&gt; &amp;&quot;ä</Text></member></Items></EchoResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></EchoResponse>`,
  );
});

test('a query is answered like a form, without the parameters of its signature', async () => {
  const rawQuery = 'Action=Echo&Version=2026-01-01&Text=a&X-Amz-Signature=b';
  const { body } = await send('', { method: 'GET', headers: {}, rawQuery });
  expect(body).toContain('<Text>a</Text>');
});

test.each([
  ['no action', 'Version=2026-01-01', 'MissingAction', 'Action'],
  ['an unknown action', 'Action=Sing&Version=2026-01-01', 'InvalidAction', 'Sing of example'],
  ['no version', 'Action=Echo', 'InvalidAction', 'NO_VERSION_SPECIFIED'],
  ['another version', 'Action=Echo&Version=2025-01-01', 'InvalidAction', '2025-01-01'],
  [
    'a parameter twice',
    'Action=Echo&Version=2026-01-01&Text=a&Text=b',
    'MalformedQueryString',
    'Text',
  ],
  [
    'an unknown parameter',
    'Action=Echo&Version=2026-01-01&Loud=1',
    'NotSupportedByLocalAws',
    'Loud of Echo',
  ],
])('%s is refused', async (_name, text, code, message) => {
  await expect(send(text)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('an error is XML, even if it quotes characters that XML cannot hold', () => {
  const error = new AwsError('ValidationError', "Value 'a\u0000<' is wrong", 400);
  const request = { requestId: 'request-1', method: 'POST', rawPath: '/' };
  expect(service.renderError(error, request)).toMatchObject({
    status: 400,
    body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Value &apos;a\ufffd&lt;&apos; is wrong</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`,
  });
});
