/**
 * The groups of the suite that the local S3 must pass, by words in the names of tests. They select what issued credentials
 * are used for. A test of a left-out subject is not selected, even if its name has such a word.
 */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
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

/** Subjects that the local S3 leaves out, or that are not S3's (Ceph's own extensions, other services). */
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

/** @returns an expression for pytest's option `-k` */
export function selection(): string {
  const wanted = Object.values(GROUPS).flat().join(' or ');
  return `(${wanted}) and not (${LEFT_OUT.join(' or ')})`;
}
