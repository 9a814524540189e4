/** An XML element: its name, then its text or its child elements. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The namespace of S3's results; its errors have none. */
export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * Characters that mean something to XML, that parsers normalize (carriage return, line feed, tab) or that XML 1.0
 * cannot carry. S3 writes the last kind as numeric references, which a strict parser refuses: that is what
 * encoding-type=url is for.
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

/** A whole document. Element names are the program's own and are not escaped. */
export function xmlDocument(
  name: string,
  content: readonly XmlElement[],
  namespace?: string,
): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `${DECLARATION}<${name}${attribute}>${content.map(writeElement).join('')}</${name}>`;
}

function writeElement([name, content]: XmlElement): string {
  const inner =
    typeof content === 'string' ? escapeText(content) : content.map(writeElement).join('');
  return `<${name}>${inner}</${name}>`;
}

function escapeText(text: string): string {
  return text.replace(
    ESCAPED,
    (character) => NAMED_REFERENCES[character] ?? `&#${character.charCodeAt(0)};`,
  );
}
