import { AwsError } from '../../aws-error.ts';
import { invalidRequest } from '../s3-error.ts';
import { isRecord, malformedXml, parseXml } from '../xml-body.ts';
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts';

/** Bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly element: Readonly<Record<string, unknown>>;
}

/**
 * Returns the uploaded parts that the body of a CompleteMultipartUpload request lists, in the order of the list.
 *
 * @throws AwsError MalformedXML, InvalidPart, InvalidPartOrder, InvalidRequest, EntityTooSmall
 */
export function readCompletedParts(text: string, upload: MultipartUpload): readonly UploadedPart[] {
  const { Part: elements } = parseXml(text, 'CompleteMultipartUpload', ['Part']);
  if (!Array.isArray(elements) || elements.length === 0) {
    throw malformedXml();
  }
  const named = elements.map(readPart);
  const parts = named.map((part) => findPart(part, upload));
  named.forEach(({ number }, index) => {
    if (number <= (named[index - 1]?.number ?? 0)) {
      throw new AwsError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        400,
        { UploadId: upload.uploadId },
      );
    }
  });
  parts.slice(0, -1).forEach(assertPartSize);
  return parts;
}

function readPart(element: unknown): NamedPart {
  if (!isRecord(element)) {
    throw malformedXml();
  }
  const { PartNumber: number, ETag: etag } = element;
  if (typeof number !== 'string' || !/^\d{1,5}$/.test(number) || typeof etag !== 'string') {
    throw malformedXml();
  }
  return { number: Number(number), etag: etag.replaceAll('"', ''), element };
}

function findPart({ number, etag, element }: NamedPart, upload: MultipartUpload): UploadedPart {
  const part = upload.parts.get(number);
  if (part === undefined || part.md5 !== etag) {
    throw invalidPart(upload, number, etag);
  }
  const { algorithm, type, isRequested } = upload.checksum;
  const value = element[part.checksum.algorithm.element];
  if (value !== undefined && value !== part.checksum.value) {
    throw invalidPart(upload, number, etag);
  }
  if (isRequested && type === 'COMPOSITE' && value === undefined) {
    throw invalidRequest(
      `The upload was created using a ${algorithm.name.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  return part;
}

function invalidPart({ uploadId }: MultipartUpload, number: number, etag: string): AwsError {
  return new AwsError(
    'InvalidPart',
    'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.',
    400,
    { UploadId: uploadId, PartNumber: String(number), ETag: etag },
  );
}

function assertPartSize({ number, md5, content: { size } }: UploadedPart): void {
  if (size < MIN_PART_BYTES) {
    throw new AwsError(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      400,
      {
        ProposedSize: String(size),
        MinSizeAllowed: String(MIN_PART_BYTES),
        PartNumber: String(number),
        ETag: md5,
      },
    );
  }
}
