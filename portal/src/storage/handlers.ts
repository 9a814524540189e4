import { type ActionHandler, defaultHandlers } from '@aws-amplify/ui-react-storage/browser';
import { checkedCopy } from './copy-handler.ts';
import { withoutFalseSuccess } from './delete-handler.ts';
import { faultAt, faultOfKey, refusal } from './fault.ts';

/** Amplify's handlers of actions. Each failure says in plain words what to do. */
export const handlers: typeof defaultHandlers = {
  copy: explained(checkedCopy(defaultHandlers.copy)),
  createFolder: explained(defaultHandlers.createFolder),
  delete: explained(withoutFalseSuccess(defaultHandlers.delete)),
  // Amplify makes a zip of several files, for which it needs a service worker or all files in memory.
  download: explained((input) => defaultHandlers.download({ ...input, all: [input.data] })),
  listLocationItems: async (input) => {
    try {
      return await defaultHandlers.listLocationItems(input);
    } catch (error) {
      throw new Error(faultAt(input.config.bucket, error), { cause: error });
    }
  },
  upload: explained(defaultHandlers.upload),
};

function explained<Handler extends ActionHandler>(handler: Handler): Handler {
  const wrapped: ActionHandler = (input) => {
    const fault = faultOfKey(input.data.key);
    if (fault !== undefined) {
      return refusal(fault);
    }
    const { result, ...controls } = handler(input);
    return {
      ...controls,
      result: result.then((outcome) =>
        outcome.status === 'FAILED' && outcome.error !== undefined
          ? { ...outcome, message: faultAt(input.config.bucket, outcome.error) }
          : outcome,
      ),
    };
  };
  return wrapped as Handler;
}

/** Reports each failure, because Amplify's pages of actions show only how many files failed. */
export function reporting<Handler extends ActionHandler>(
  handler: Handler,
  report: (message: string) => void,
): Handler {
  const wrapped: ActionHandler = (input) => {
    const { result, ...controls } = handler(input);
    return {
      ...controls,
      result: result.then((outcome) => {
        if (outcome.status === 'FAILED' && outcome.message !== undefined) {
          report(outcome.message);
        }
        return outcome;
      }),
    };
  };
  return wrapped as Handler;
}
