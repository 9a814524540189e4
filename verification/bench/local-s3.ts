import { startLocalAws } from 'local-aws';
import { createOperator } from '../../tools/local/sample-callers.ts';

/**
 * How to reach a local AWS that runs in its own process, so that the bench can measure its memory. The process sends this to its
 * parent when the local AWS is ready. It answers the parent's next message with its highest memory use in kilobytes, and exits.
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
