import type { ServiceResponse } from '../service.ts';

/** An XML element: its name, and its text or child elements. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The namespace of S3's results. S3's errors have no namespace. */
const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * Characters with a meaning in XML, those that parsers normalize (carriage return, line feed, tab), and those that XML
 * 1.0 cannot hold. S3 writes the latter as numeric references, which a strict parser refuses. encoding-type=url avoids
 * them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-xml-related-constraints
 */
const ESCAPED = /[&<>"'\p{Cc}\ufffe\uffff]/gu;

const NAMED_REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Writes a whole document. Element names come from the program and are not escaped. */
export function xmlDocument(name: string, content: XmlElement[1], namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `${DECLARATION}<${name}${attribute}>${writeContent(content)}</${name}>`;
}

/** Returns a response with an XML document in the namespace of S3. */
export function xmlResponse(name: string, content: XmlElement[1]): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument(name, content, S3_NAMESPACE),
  };
}

function writeElement([name, content]: XmlElement): string {
  return `<${name}>${writeContent(content)}</${name}>`;
}

function writeContent(content: XmlElement[1]): string {
  return typeof content === 'string' ? escapeText(content) : content.map(writeElement).join('');
}

function escapeText(text: string): string {
  return text.replace(
    ESCAPED,
    (character) => NAMED_REFERENCES[character] ?? `&#${character.charCodeAt(0)};`,
  );
}
