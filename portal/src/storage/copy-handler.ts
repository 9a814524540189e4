import type { DefaultHandlers } from '@aws-amplify/ui-react-storage/browser';

type CopyHandler = DefaultHandlers['copy'];

/** A search finds files of several folders. Without this check, two files with the same name would replace each other. */
export function withoutCollisions(handler: CopyHandler): CopyHandler {
  return (input) => {
    const { id, key } = input.data;
    if (input.all.some((other) => other.id !== id && other.key === key)) {
      const message = `Several of these files have the name ${key.slice(key.lastIndexOf('/') + 1)}. Copy them to different folders.`;
      return { result: Promise.resolve({ status: 'FAILED', message }) };
    }
    return handler(input);
  };
}
