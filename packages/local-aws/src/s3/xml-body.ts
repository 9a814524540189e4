import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../aws-error.ts';
import type { RequestBody } from '../service.ts';

/** Bytes. A CompleteMultipartUpload with 10,000 parts and their checksums needs about 3 MB. */
const MAX_XML_BYTES = 8 * 1024 * 1024;

/** @throws AwsError MaxMessageLengthExceeded, and the errors of the signature */
export async function readSmallBody(body: AsyncIterable<Buffer> | RequestBody): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MAX_XML_BYTES) {
      throw new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * Returns the children of the root element. Numbers stay strings.
 *
 * @param lists the names of elements that are always returned as arrays, because they can be repeated
 * @throws AwsError MalformedXML
 */
export function parseXml(
  text: string,
  root: string,
  lists: readonly string[] = [],
): Record<string, unknown> {
  let document: unknown;
  try {
    document = new XMLParser({
      parseTagValue: false,
      ignoreDeclaration: true,
      // A key can begin or end with spaces.
      trimValues: false,
      // Decodes numeric character references such as &#34;. Go programs write them in ETags.
      htmlEntities: true,
      isArray: (name) => lists.includes(name),
    }).parse(text, true);
  } catch {
    throw malformedXml();
  }
  const content = isRecord(document) ? document[root] : undefined;
  if (typeof content === 'string' && content.trim() === '') {
    return {};
  }
  if (!isRecord(content)) {
    throw malformedXml();
  }
  const { '#text': whitespace = '', ...children } = content;
  if (String(whitespace).trim() !== '') {
    throw malformedXml();
  }
  return children;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
