import { type EverydayClient, READING, READING_AND_WRITING } from '../everyday-client.ts';

/**
 * Mounts the folder, runs the command, and unmounts. If S3 refuses the mount, s3fs ends at once and logs the reason. After a
 * refused write, s3fs can block the command, so this script kills the command after 15 seconds.
 */
const mounted = (command: string) => `mkdir -p mnt
s3fs "$BUCKET:/$FOLDER" "$PWD/mnt" -f -o url="$ENDPOINT",endpoint=us-east-1,use_path_request_style,compat_dir,retries=1,dbglevel=err >s3fs.log 2>&1 &
s3fs=$!
(sleep 15; kill -9 $s3fs) >/dev/null 2>&1 &
watchdog=$!
trap 'umount mnt 2>/dev/null || umount -l mnt 2>/dev/null; kill -9 $s3fs $watchdog 2>/dev/null; cat s3fs.log' EXIT
for _ in $(seq 50); do mountpoint -q mnt && break; kill -0 $s3fs || exit 1; sleep 0.1; done
${command}`;

export const S3FS: EverydayClient = {
  name: 's3fs-fuse',
  config: 's3fs',
  program: 's3fs',
  versionArguments: ['--version'],
  versionPattern: /V([\d.]+)/,
  oldest: {
    version: '1.97',
    reason: 'it asks for the bucket, which needs a list without a prefix',
  },
  printedWorks: READING,
  // s3fs goes to the background before its first request, and only that request shows whether the mount succeeds.
  afterPrinted:
    'sleep 1; ls MOUNTPOINT | grep seed || failed=1; umount -l MOUNTPOINT; exit "${failed:-0}"',
  operations: [
    { name: 'ls', works: READING, command: mounted('ls mnt/seed/small.txt') },
    { name: 'read', works: READING, command: mounted('cmp mid.bin mnt/seed/mid.bin') },
    {
      name: 'write, 100 MB',
      works: READING_AND_WRITING,
      command: mounted('cp big.bin mnt/up.bin'),
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'mv',
      works: READING_AND_WRITING,
      command: mounted('mv mnt/seed/to-move.txt mnt/moved.txt'),
      writes: { 'moved.txt': 'small.txt' },
      deletes: ['seed/to-move.txt'],
    },
    {
      name: 'rm',
      works: READING_AND_WRITING,
      command: mounted('rm mnt/seed/to-delete.txt'),
      deletes: ['seed/to-delete.txt'],
    },
  ],
};
