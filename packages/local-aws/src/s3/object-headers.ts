import { encryptionHeaders } from './object-encryption.ts';
import { storageClassHeaders } from './storage-class.ts';
import type { StoredObject } from './stored-object.ts';

/** The headers by which answers describe an object, whatever part of it they contain. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    ...encryptionHeaders(object),
    ...storageClassHeaders(object.storageClass),
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
}
