import type { StorageBrowserEventValue } from '@aws-amplify/ui-react-storage/browser';
import type { Place } from '../places.ts';

/** What Amplify's component shows first: the list of files, or the upload page if the person cannot list. */
export function openedAt(place: Place): StorageBrowserEventValue {
  const { id, bucket, prefix, kind, permissions } = place;
  return {
    location: { id, bucket, prefix, type: kind, permissions: [...permissions], path: '' },
    actionType: permissions.includes('list') ? undefined : 'upload',
  };
}

/** Amplify opens the upload page for files that a person drops on a list, even if the person cannot upload there. */
export function withoutForbiddenUpload(value: StorageBrowserEventValue): StorageBrowserEventValue {
  const { actionType, location } = value;
  return actionType === 'upload' && location?.permissions.includes('write') !== true
    ? { ...value, actionType: undefined }
    : value;
}
