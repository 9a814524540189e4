import type { DefaultHandlers } from '@aws-amplify/ui-react-storage/browser';
import { refusal } from './fault.ts';

type DeleteHandler = DefaultHandlers['delete'];

/** Amplify reports success for a folder even if S3 did not delete some of its files. */
export function withoutFalseSuccess(handler: DeleteHandler): DeleteHandler {
  return (input) => {
    const { key, type } = input.data;
    if (type === 'FILE' && key.endsWith('/')) {
      // Amplify would delete all files whose keys begin with this key.
      return refusal('The name of this file ends in /. Delete the file with another program.');
    }
    let failed = 0;
    const { result, ...controls } = handler({
      ...input,
      options: {
        ...input.options,
        onProgress: (data, progress, state) => {
          failed = (typeof progress === 'object' ? progress.failureCount : undefined) ?? failed;
          input.options?.onProgress?.(data, progress, state);
        },
      },
    });
    return {
      ...controls,
      result: result.then((outcome) =>
        outcome.status === 'COMPLETE' && failed > 0
          ? { status: 'FAILED', message: `S3 did not delete ${failed} of the files.` }
          : outcome,
      ),
    };
  };
}
