import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import type { UserAccessKeys } from '../../core/rotate-access-key.ts';
import { requestHandler } from './request-handler.ts';

/** The access keys of one IAM user. */
export function userAccessKeys(userName: string): UserAccessKeys {
  const iam = new IAMClient({ requestHandler });
  return {
    async listIds() {
      const { AccessKeyMetadata = [] } = await iam.send(
        new ListAccessKeysCommand({ UserName: userName }),
      );
      return AccessKeyMetadata.flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
    },

    async create() {
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
      if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) {
        throw new Error('CreateAccessKey answered without an access key.');
      }
      return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
    },

    async delete(accessKeyId) {
      try {
        await iam.send(
          new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId }),
        );
      } catch (error) {
        if (!(error instanceof NoSuchEntityException)) {
          throw error;
        }
      }
    },
  };
}
