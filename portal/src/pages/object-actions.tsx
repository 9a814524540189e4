import { type ChangeEvent, useState } from 'react';
import type { Place } from '../places.ts';
import { handlers } from '../storage/handlers.ts';
import type { Storage } from '../storage/storage.ts';

interface ObjectActionsProps {
  readonly place: Place;
  readonly storage: Storage;
}

/** What a person can do with a grant for one object. Amplify's component is for folders. */
export function ObjectActions({ place, storage }: ObjectActionsProps) {
  const [message, setMessage] = useState('');
  const config = storage.configOf(place);
  const key = place.prefix;
  const name = key.slice(key.lastIndexOf('/') + 1);

  const download = async () => {
    setMessage('');
    const data = { id: crypto.randomUUID(), key, fileKey: name };
    const { status, message: fault = '' } = await handlers.download({ config, data, all: [data] })
      .result;
    setMessage(status === 'COMPLETE' ? '' : fault);
  };
  const upload = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    // Otherwise the browser would not report that the person chooses the same file again.
    event.target.value = '';
    if (file === undefined) {
      return;
    }
    setMessage(`Uploading ${file.name}…`);
    const data = { id: crypto.randomUUID(), key, file, preventOverwrite: place.createOnly };
    const { status, message: fault = '' } = await handlers.upload({ config, data, all: [data] })
      .result;
    setMessage(
      status === 'COMPLETE'
        ? `${name} is uploaded.`
        : status === 'OVERWRITE_PREVENTED'
          ? `${name} exists already, and you can add new files only.`
          : fault,
    );
  };

  return (
    <div className="portal-object">
      {place.permissions.includes('get') ? (
        <button type="button" className="portal-button" onClick={download}>
          Download {name}
        </button>
      ) : null}
      {place.permissions.includes('write') ? (
        <label className="portal-button">
          Upload {name}
          <input type="file" onChange={upload} />
        </label>
      ) : null}
      <p role="status">{message}</p>
    </div>
  );
}
