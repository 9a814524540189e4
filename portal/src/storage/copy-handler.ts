import type { DefaultHandlers } from '@aws-amplify/ui-react-storage/browser';
import { faultOfKey } from './fault.ts';

type CopyHandler = DefaultHandlers['copy'];

/**
 * Refuses copies that would not do what the person expects. A search finds files of several folders, and two files with the same name
 * would replace each other.
 */
export function checkedCopy(handler: CopyHandler): CopyHandler {
  return (input) => {
    // `key` is that of the copy.
    const { id, key, sourceKey } = input.data;
    const fault = faultOfKey(sourceKey);
    if (fault !== undefined) {
      return { result: Promise.resolve({ status: 'FAILED', message: fault }) };
    }
    if (input.all.some((other) => other.id !== id && other.key === key)) {
      const message = `Several of these files have the name ${key.slice(key.lastIndexOf('/') + 1)}. Copy them to different folders.`;
      return { result: Promise.resolve({ status: 'FAILED', message }) };
    }
    return handler(input);
  };
}
