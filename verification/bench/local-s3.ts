import { startLocalAws } from 'local-aws';
import { createOperator } from '../../tools/local/sample-callers.ts';

/**
 * A local AWS in its own process, whose memory a parent process measures. It sends how to reach it. When the parent sends a message,
 * it sends its memory and ends.
 */
export interface LocalS3 {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly bucket: string;
}

const bucket = 'amzn-s3-demo-bucket';

const [stateDirectory] = process.argv.slice(2);
const local = await startLocalAws({ stateDirectory });
local.s3.createBucket(bucket);
const ready: LocalS3 = {
  endpoint: local.endpointUrl,
  credentials: createOperator(local),
  bucket,
};
process.send?.(ready);
process.once('message', async () => {
  const { maxRSS } = process.resourceUsage();
  await local.close();
  process.send?.(maxRSS, () => process.exit());
});
