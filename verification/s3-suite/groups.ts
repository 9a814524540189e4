/**
 * Groups of tests that the local S3 must pass. A test belongs to a group if its name contains one of the words. The groups cover
 * what holders of issued credentials do. `LEFT_OUT` takes precedence over these words.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  multipart: ['multipart', 'upload_part', 'atomic'],
  copy: ['copy'],
  deletion: ['delete'],
  conditions: [
    'ifmatch',
    'ifnonmatch',
    'ifnonematch',
    'ifmodified',
    'ifunmodified',
    'if_match',
    'if_none_match',
  ],
  ranges: ['range', 'get_part'],
  checksums: ['cksum', 'checksum'],
  metadata: ['metadata', 'attributes', 'head', 'object_read', 'object_write'],
  tags: ['tag'],
  listings: ['bucket_list', 'bucket_listv2'],
};

/** Words in the names of tests to skip: features that the local S3 lacks, Ceph's own extensions, and other services. */
export const LEFT_OUT: readonly string[] = [
  '_enc',
  'acl',
  'append',
  'bucket_logging',
  'cloud',
  'cors',
  'encryption',
  'iam',
  'lifecycle',
  'lock',
  'logging',
  'marker_expiration',
  'delete_marker',
  'ownership',
  'policy',
  'post_object',
  'restore',
  'sse',
  'suspended',
  'versioned',
  'versioning',
  'website',
];

/** @returns the expression for pytest's option `-k`, which selects the tests */
export function selection(): string {
  const wanted = Object.values(GROUPS).flat().join(' or ');
  return `(${wanted}) and not (${LEFT_OUT.join(' or ')})`;
}
