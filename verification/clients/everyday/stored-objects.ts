import { GetObjectCommand, HeadObjectCommand, NotFound, S3Client } from '@aws-sdk/client-s3';
import type { RunningBroker } from '../../../tools/local/run-broker.ts';
import type { ApiCredentials } from '../../../tools/local/signed-fetch.ts';
import { BUCKET } from '../clients.ts';

/** Reads the stored objects after a client ran, because some clients exit with 0 although they changed nothing. */
export class StoredObjects {
  readonly #s3: S3Client;

  /** @param credentials a session that may read every client's folder */
  constructor({ local }: RunningBroker, credentials: ApiCredentials) {
    const { endpointUrl, account } = local;
    this.#s3 = new S3Client({ endpoint: endpointUrl, region: account.region, credentials });
  }

  async exists(key: string): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) {
        return false;
      }
      throw error;
    }
  }

  async holds(key: string, content: Buffer): Promise<boolean> {
    if (!(await this.exists(key))) {
      return false;
    }
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Body !== undefined && content.equals(await Body.transformToByteArray());
  }

  close(): void {
    this.#s3.destroy();
  }
}
