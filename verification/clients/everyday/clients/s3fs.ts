import { type EverydayClient, READING, READING_AND_WRITING } from '../everyday-client.ts';

/** Mounts the folder, runs the command, and unmounts. A mount that S3 refuses ends at once, and its log says why. */
const mounted = (command: string) => `mkdir -p mnt
s3fs "$BUCKET:/$FOLDER" "$PWD/mnt" -f -o url="$ENDPOINT",endpoint=us-east-1,use_path_request_style,compat_dir,dbglevel=err >s3fs.log 2>&1 &
trap 'umount mnt 2>/dev/null; wait; cat s3fs.log' EXIT
for _ in $(seq 50); do mountpoint -q mnt && break; kill -0 $! || exit 1; sleep 0.1; done
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
  // The first request decides whether the mount succeeds, after s3fs has gone to the background.
  afterPrinted: 'sleep 1; ls MOUNTPOINT | grep seed; umount MOUNTPOINT',
  operations: [
    { name: 'ls', works: READING, command: mounted('ls mnt/seed | grep small.txt') },
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
