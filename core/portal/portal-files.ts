/** A file of the portal, as the portal function has it. */
export interface PackedFile {
  /** `index.html`, or a name with a hash of the content. */
  readonly name: string;
  readonly contentType: string;
  /** The content, compressed, in base64. */
  readonly gzip: string;
}

/** The page that refers to all other files. */
export const INDEX_FILE = 'index.html';
