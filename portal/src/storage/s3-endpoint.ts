/** Where Amplify's S3 client sends a request: for a Region, and a bucket if the request has one. */
export type EndpointResolver = (
  options: { readonly region: string },
  input?: { readonly Bucket?: string },
) => { readonly url: URL };

let localEndpoint: string | undefined;

/** @param endpoint the S3 of a local AWS, which has buckets in the path and may be without TLS */
export function setLocalS3(endpoint: string): void {
  localEndpoint = endpoint;
}

/** The build wraps Amplify's own resolver, which knows only Amazon S3, in this function. */
export function orLocalS3(amazonS3: EndpointResolver): EndpointResolver {
  return (options, input) =>
    localEndpoint === undefined
      ? amazonS3(options, input)
      : { url: new URL(input?.Bucket ?? '', localEndpoint) };
}
