import { AwsError } from '../../aws-error.ts';
import { CheckedBody } from '../checksums/checked-body.ts';
import { CHECKSUM_HEADERS, readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { deleteKey } from '../delete-key.ts';
import { invalidRequest, notImplemented } from '../s3-error.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import { assertKeyLength, type S3Request } from '../s3-request.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';
import { isRecord, malformedXml, parseXml, readSmallBody } from '../xml-body.ts';

const MAX_KEYS = 1000;

interface Deletion {
  readonly key: string;
  /** If present, the object is deleted only if it has this ETag. */
  readonly etag?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: S3Operation = {
  parameters: ['delete'],
  headers: CHECKSUM_HEADERS,
  readsBody: true,
  async run(context, request) {
    context.access.findBucket(request);
    const expected = readExpectedChecksums(request.headers);
    if (!expected.isRequested && expected.md5 === undefined) {
      throw invalidRequest(
        'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
      );
    }
    const body = await readSmallBody(new CheckedBody(request.body, expected));
    const { deletions, isQuiet } = readDeletions(body.toString('utf8'));
    const results = deletions.map((deletion) => deleteOne(context, request, deletion));
    const shown = results.filter(([name]) => name === 'Error' || !isQuiet);
    return xmlResponse('DeleteResult', shown);
  },
};

/**
 * Deletes one key. The permission is checked for each key. An error for one key does not stop the deletion of other
 * keys.
 */
function deleteOne(context: S3Context, request: S3Request, { key, etag }: Deletion): XmlElement {
  try {
    assertKeyLength(key);
    deleteKey(context, { ...request, objectKey: key }, etag);
    return ['Deleted', [['Key', key]]];
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    return [
      'Error',
      [
        ['Key', key],
        ['Code', error.code],
        ['Message', error.message],
      ],
    ];
  }
}

/** @throws AwsError MalformedXML; NotImplemented if the request contains versions */
function readDeletions(text: string): { deletions: readonly Deletion[]; isQuiet: boolean } {
  const { Object: objects, Quiet: quiet } = parseXml(text, 'Delete', ['Object']);
  if (!Array.isArray(objects) || objects.length > MAX_KEYS) {
    throw malformedXml();
  }
  return { deletions: objects.map(readDeletion), isQuiet: quiet === 'true' };
}

function readDeletion(object: unknown): Deletion {
  if (!isRecord(object) || typeof object.Key !== 'string' || object.Key === '') {
    throw malformedXml();
  }
  for (const name of ['VersionId', 'LastModifiedTime', 'Size']) {
    if (object[name] !== undefined) {
      throw notImplemented(`${name} in DeleteObjects`);
    }
  }
  const { Key: key, ETag: etag } = object;
  return typeof etag === 'string' ? { key, etag } : { key };
}
