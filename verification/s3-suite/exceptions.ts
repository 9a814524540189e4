const COMPLETED =
  'it completes an upload twice. AWS documents NoSuchUpload for an upload that was completed';
const PUBLIC_ACL =
  'it makes a bucket with a public ACL, which AWS refuses for buckets without ACLs, its default';
const PART_NUMBER = 'AWS documents InvalidPartNumber, 416, where Ceph answers InvalidPart, 400';
const BAD_FORM =
  'for a checksum of the wrong length, AWS answers InvalidRequest ("Value for … header is invalid"), not BadDigest';

/**
 * Tests of the suite that the local S3 fails although it supports every operation in them, with the reason for each. They expect
 * behaviour of Ceph that differs from AWS's documentation, or something that the local AWS cannot have.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  test_bucket_list_prefix_unreadable:
    'S3 encodes the prefix in the answer of ListObjects like the keys, and botocore does not decode the prefix',
  test_bucket_listv2_continuationtoken_empty:
    'the test sends an empty continuation token, which S3 never issues',
  test_get_multipart_checksum_object_attributes:
    'the test completes an upload that has composite checksums without the checksums of its parts, which AWS requires',
  test_multipart_checksum_sha256: BAD_FORM,
  test_multipart_copy_invalid_range:
    'AWS answers InvalidArgument ("Range specified is not valid for source object of size"), where Ceph answers InvalidRange',
  test_multipart_get_part: PART_NUMBER,
  test_multipart_resend_first_finishes_last:
    'the test counts how often botocore reads a body, and botocore reads it more often to calculate default checksums',
  test_multipart_reupload_checksum_and_etag: COMPLETED,
  test_multipart_single_get_part: PART_NUMBER,
  test_multipart_upload: COMPLETED,
  test_multipart_upload_small: COMPLETED,
  test_non_multipart_get_part: PART_NUMBER,
  test_object_checksum_crc64nvme: BAD_FORM,
  test_object_checksum_sha256: BAD_FORM,
  test_object_copy_not_owned_bucket: 'it needs a second account, and the local AWS has one',
  test_object_delete_key_bucket_gone: PUBLIC_ACL,
  test_object_raw_get_x_amz_expires_out_max_range: PUBLIC_ACL,
  test_object_raw_get_x_amz_expires_out_positive_range: PUBLIC_ACL,
  test_object_raw_get_x_amz_expires_out_range_zero: PUBLIC_ACL,
  test_object_read_unreadable:
    'botocore encodes the key as valid UTF-8, so S3 gets a key that does not exist. The suite marks this test as failing on Ceph, too',
  test_object_set_get_unicode_metadata:
    'AWS encodes non-ASCII metadata by RFC 2047, where Ceph returns it unchanged',
  test_put_excess_tags: 'AWS answers BadRequest to more than 10 tags, Ceph InvalidTag',
};
