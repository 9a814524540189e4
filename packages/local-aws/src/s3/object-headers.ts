import { encryptionHeaders } from './object-encryption.ts';
import { storageClassHeaders } from './storage-class.ts';
import type { StoredObject } from './stored-object.ts';

/** Returns the headers that describe an object. They are the same for the whole object and for a part of the object. */
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
