import { describeError, writeLog } from '../../lambda/adapters/log.ts';

describe('describeError', () => {
  const awsError = (metadata: unknown) =>
    Object.assign(new Error('AWS said so'), {
      name: 'AccessDenied',
      $metadata: metadata,
      $response: { body: 'secret' },
    });

  test('returns only name, message, status and request id of an error from AWS', () => {
    const error = awsError({ httpStatusCode: 403, requestId: 'r-1', attempts: 1, secret: 's' });
    expect(describeError(error)).toEqual({
      name: 'AccessDenied',
      message: 'AWS said so',
      httpStatus: 403,
      awsRequestId: 'r-1',
    });
  });

  test.each([undefined, null, 'a string', 7])('treats %j as no metadata', (metadata) => {
    expect(describeError(awsError(metadata))).toEqual({
      name: 'AccessDenied',
      message: 'AWS said so',
    });
  });

  test('omits the message of a SyntaxError, which quotes the text', () => {
    const quoting = Object.assign(new Error('Unexpected token in {"key":"secret"}'), {
      name: 'SyntaxError',
    });
    expect(describeError(quoting)).toEqual({ name: 'SyntaxError' });
    expect(describeError(new Error('failed', { cause: quoting }))).toEqual({
      name: 'Error',
      message: 'failed',
      cause: { name: 'SyntaxError' },
    });
  });

  test('has no cause if the error has none', () => {
    expect(Object.keys(describeError(new Error('failed')))).toEqual(['name', 'message']);
  });

  test.each([
    ['a secret', 'string'],
    [{ secret: 's' }, 'object'],
    [undefined, 'undefined'],
    [null, 'object'],
  ])('returns only the type of a thrown value that is not an error: %j', (thrown, name) => {
    expect(describeError(thrown)).toEqual({ name });
  });
});

describe('writeLog', () => {
  test('writes one line of JSON with the time, and escapes control characters', () => {
    const written: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    writeLog({ event: 'AccessKeysDeleted', userName: 'a\u2028b\u0085c\u200e\u{e0001}d' });
    jest.restoreAllMocks();
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(
      /^\{"time":"\d{4}-[^"]+Z","event":"AccessKeysDeleted","userName":"a\\u2028b\\u0085c\\u200e\\udb40\\udc01d"\}\n$/,
    );
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      userName: 'a\u2028b\u0085c\u200e\u{e0001}d',
    });
  });
});
