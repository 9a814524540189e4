import type { DefaultHandlers } from '@aws-amplify/ui-react-storage/browser';
import { faultOfKey, refusal } from './fault.ts';

type CopyHandler = DefaultHandlers['copy'];

/**
 * Refuses copies that would not do what the person expects. A search finds files of several folders, and two files with the same name
 * would replace each other.
 */
export function checkedCopy(handler: CopyHandler): CopyHandler {
  return (input) => {
    // `key` is that of the copy.
    const { id, key, fileKey, sourceKey } = input.data;
    const fault = faultOfKey(sourceKey);
    if (fault !== undefined) {
      return refusal(fault);
    }
    if (input.all.some((other) => other.id !== id && other.key === key)) {
      return refusal(
        `Several of these files have the name ${fileKey}. Copy them to different folders.`,
      );
    }
    return handler(input);
  };
}
