import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  type DeployedPortal,
  type PortalPlace,
  portalConfiguration,
} from '../../core/portal/deployed-portal.ts';
import { INDEX_FILE, type PackedFile } from '../../core/portal/portal-files.ts';
import { securityHeaders } from '../../core/portal/security-headers.ts';
import type { PortalRoute } from '../../core/routes.ts';

/** The part of an HTTP API's event that the portal reads. */
export type PortalEvent = Pick<APIGatewayProxyEventV2, 'headers' | 'pathParameters' | 'routeKey'>;

type Headers = Readonly<Record<string, string>>;

/** A year, in seconds. The name of the file contains a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The web page and its files. It answers everybody. */
export class PortalSite {
  readonly #files: ReadonlyMap<string, PackedFile>;
  readonly #headers: Headers;
  readonly #configuration: string;

  constructor(files: readonly PackedFile[], portal: DeployedPortal, place: PortalPlace) {
    this.#files = new Map(files.map((file) => [file.name, file]));
    this.#headers = securityHeaders(portal, place);
    this.#configuration = JSON.stringify(portalConfiguration(portal, place));
  }

  answer({ headers, pathParameters, routeKey }: PortalEvent): APIGatewayProxyStructuredResultV2 {
    switch (routeKey as PortalRoute) {
      case 'GET /':
        return this.#index(headers);
      case 'GET /portal/config.json':
        return this.#ifChanged(headers, this.#configuration, 'application/json', () => ({
          body: this.#configuration,
        }));
      case 'GET /portal/{file}':
        return this.#hashedFile(pathParameters?.file, headers);
      default:
        return this.#notFound();
    }
  }

  #index(headers: PortalEvent['headers']): APIGatewayProxyStructuredResultV2 {
    const index = this.#files.get(INDEX_FILE);
    return index === undefined
      ? this.#notFound()
      : this.#ifChanged(headers, index.gzip, index.contentType, () => contentOf(index, headers));
  }

  /** A page that was opened just before an update can ask for a file that no longer exists. The person must then reload it. */
  #hashedFile(
    name: string | undefined,
    headers: PortalEvent['headers'],
  ): APIGatewayProxyStructuredResultV2 {
    const file = name === undefined || name === INDEX_FILE ? undefined : this.#files.get(name);
    return file === undefined
      ? this.#notFound()
      : this.#withHeaders(
          { 'content-type': file.contentType, 'cache-control': FOR_EVER },
          contentOf(file, headers),
        );
  }

  /**
   * Answers 304 if the browser already has the content. The tag also covers the headers, so that a browser does not keep an old
   * Content-Security-Policy. It is weak, because the compressed and the plain content share it.
   */
  #ifChanged(
    headers: PortalEvent['headers'],
    content: string,
    contentType: string,
    answer: () => APIGatewayProxyStructuredResultV2,
  ): APIGatewayProxyStructuredResultV2 {
    const hash = createHash('sha256').update(JSON.stringify([this.#headers, contentType, content]));
    const etag = `W/"${hash.digest('base64url')}"`;
    const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
    return this.#withHeaders(
      { 'content-type': contentType, 'cache-control': 'no-cache', etag },
      known.includes(etag) ? { statusCode: 304 } : answer(),
    );
  }

  #notFound(): APIGatewayProxyStructuredResultV2 {
    return this.#withHeaders(
      { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
      { statusCode: 404, body: 'Not found\n' },
    );
  }

  #withHeaders(
    headers: Headers,
    answer: APIGatewayProxyStructuredResultV2,
  ): APIGatewayProxyStructuredResultV2 {
    return {
      statusCode: 200,
      ...answer,
      headers: { ...this.#headers, ...headers, vary: 'accept-encoding', ...answer.headers },
    };
  }
}

/** HTTP APIs do not compress, so the files are compressed already. A client without gzip gets them plain. */
function contentOf(
  { gzip }: PackedFile,
  headers: PortalEvent['headers'],
): APIGatewayProxyStructuredResultV2 {
  return acceptsGzip(headers['accept-encoding'] ?? '')
    ? { headers: { 'content-encoding': 'gzip' }, body: gzip, isBase64Encoded: true }
    : {
        body: gunzipSync(Buffer.from(gzip, 'base64')).toString('base64'),
        isBase64Encoded: true,
      };
}

/** Source: https://www.rfc-editor.org/rfc/rfc9110.html#name-accept-encoding */
function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding
    .split(',')
    .map((coding) => coding.replaceAll(/\s/g, '').toLowerCase())
    .some((coding) => /^gzip(?:;q=(?!0(?:\.0*)?$).*)?$/.test(coding));
}
