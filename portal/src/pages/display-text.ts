import type { StorageBrowserDisplayText } from '@aws-amplify/ui-react-storage/browser';

const action = { actionExitLabel: 'Back' };

/** Our words in Amplify's component. */
export const displayText: StorageBrowserDisplayText = {
  LocationDetailView: {
    getDateDisplayValue: (date) => date.toLocaleString(),
    searchSubmitLabel: 'Search',
    searchPlaceholder: 'Search in this folder',
  },
  CopyView: action,
  CreateFolderView: action,
  DeleteView: action,
  DownloadView: action,
  UploadView: { ...action, overwriteToggleLabel: 'Replace files that have the same name' },
};
