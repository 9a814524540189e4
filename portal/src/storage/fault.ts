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
      return 'You do not have the permission for this. Your access may have ended: go to Home and open the place again.';
    default:
      return message;
  }
}
