import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListAccessKeys,
} from '@aws-sdk/client-iam';
import type { ListedAccessKey, UserAccessKeys } from '../../core/rotation/rotation-ports.ts';
import { requestHandler } from './request-handler.ts';
import { timeLimit } from './time-limit.ts';

/** Lists, creates and deletes the access keys of one IAM user. */
export function userAccessKeys(userName: string): UserAccessKeys {
  const iam = new IAMClient({ requestHandler });
  // Each attempt to create a key may create another key.
  const iamWithoutRetries = new IAMClient({ requestHandler, maxAttempts: 1 });
  return {
    async list() {
      const keys: ListedAccessKey[] = [];
      const pages = paginateListAccessKeys({ client: iam }, { UserName: userName }, timeLimit());
      try {
        for await (const { AccessKeyMetadata } of pages) {
          // The SDK turns an empty body into an empty page. Without this check, a broken answer would look like a user without keys.
          if (AccessKeyMetadata === undefined) {
            throw new Error('The answer of ListAccessKeys has no list.');
          }
          for (const { AccessKeyId, Status } of AccessKeyMetadata) {
            keys.push({ id: AccessKeyId ?? '', isActive: Status === 'Active' });
          }
        }
      } catch (error) {
        if (!(error instanceof NoSuchEntityException)) {
          throw error;
        }
      }
      return keys;
    },

    async create() {
      const { AccessKey } = await iamWithoutRetries.send(
        new CreateAccessKeyCommand({ UserName: userName }),
        timeLimit(),
      );
      if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) {
        throw new Error('The answer of CreateAccessKey has no access key.');
      }
      return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
    },

    async delete(accessKeyId) {
      try {
        await iam.send(
          new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId: accessKeyId }),
          timeLimit(),
        );
      } catch (error) {
        if (!(error instanceof NoSuchEntityException)) {
          throw error;
        }
      }
    },
  };
}
