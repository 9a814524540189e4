import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { trimClient } from '../../lambda/adapters/trimmed-client.ts';
import { StubAws } from './stub-aws.ts';

type Logger = NonNullable<STSClientConfig['logger']>;

let aws: StubAws;

beforeEach(async () => {
  aws = await StubAws.start();
  aws.answer = () => ({ status: 200, body: '<Empty/>' });
});

afterEach(() => aws.close());

const KEY = { accessKeyId: 'AKIA1', secretAccessKey: 's' };

const SENDS: Readonly<Record<string, (logger: Logger, isTrimmed: boolean) => Promise<unknown>>> = {
  STS: (logger, isTrimmed) => {
    const sts = new STSClient({ logger, credentials: KEY });
    return (isTrimmed ? trimClient(sts) : sts).send(new GetCallerIdentityCommand());
  },
  S3: (logger, isTrimmed) => {
    const s3 = new S3Client({ logger, credentials: KEY });
    const command = new ListObjectsV2Command({ Bucket: 'reports' });
    return (isTrimmed ? trimClient(s3) : s3).send(command);
  },
};

/** The side effects that show that each step ran. */
async function traces(send: (logger: Logger) => Promise<unknown>): Promise<{
  readonly records: number;
  readonly userAgent: boolean;
}> {
  const info = jest.fn();
  const ignore = () => undefined;
  await send({ debug: ignore, info, warn: ignore, error: ignore });
  const { headers = {} } = aws.requests.at(-1) ?? {};
  return { records: info.mock.calls.length, userAgent: 'user-agent' in headers };
}

test.each(Object.entries(SENDS))(
  'the client of %s runs the unused steps, and a trimmed client does not',
  async (_, send) => {
    await expect(traces((logger) => send(logger, false))).resolves.toEqual({
      records: 1,
      userAgent: true,
    });
    await expect(traces((logger) => send(logger, true))).resolves.toEqual({
      records: 0,
      userAgent: false,
    });
  },
);
