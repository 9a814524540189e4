/** Tells a person what went wrong at a bucket, and what to do. */
export function faultAt(bucket: string, error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  switch (name) {
    case 'ERR_NETWORK':
      return (
        `The browser cannot reach the bucket ${bucket}. If your network works, the bucket has no CORS rule for this page. ` +
        'Its administrator gets the rule with the command: npm run portal-cors'
      );
    case 'AccessDenied':
    // Amplify looks at a file before it downloads it. S3 answers such a request without a body, so without a code.
    case '403':
      return 'You do not have the permission for this. Your access may have ended: go to Home and choose Refresh.';
    case 'NoSuchKey':
    case 'NotFound':
      return 'There is no such file. Somebody may have deleted it.';
    default:
      return message;
  }
}

/** What a handler of Amplify returns if it does nothing. */
export function refusal(message: string) {
  return { result: Promise.resolve({ status: 'FAILED' as const, message }) };
}

/** Browsers resolve `.` and `..` in a URL, and Amplify refuses a `/` at the beginning. */
const OUT_OF_REACH = /^\/|(?:^|\/)\.\.?(?:\/|$)/;

/** Returns why this page cannot use the object, or undefined if it can. */
export function faultOfKey(key: string): string | undefined {
  return OUT_OF_REACH.test(key)
    ? 'This page cannot use a file whose key begins with "/" or has "." or ".." as one of its parts: use another program.'
    : undefined;
}
