import type { StorageBrowserEventValue } from '@aws-amplify/ui-react-storage/browser';
import { useEffect, useMemo, useState } from 'react';
import type { Broker } from '../broker.ts';
import type { PortalConfiguration } from '../configuration.ts';
import type { Place } from '../places.ts';
import { storageOf } from '../storage/storage.ts';
import { displayText } from './display-text.ts';
import { openedAt, withoutForbiddenUpload } from './opened-place.ts';
import { PlacesList } from './places-list.tsx';

interface FilesPageProps {
  readonly configuration: PortalConfiguration;
  readonly broker: Broker;
  readonly places: readonly Place[];
  readonly onReload: () => void;
  readonly onError: (error: unknown) => void;
}

const HOME: StorageBrowserEventValue = { location: undefined, actionType: undefined };

/** The places of a person, or the files in one of them. */
export function FilesPage({ configuration, broker, places, onReload, onError }: FilesPageProps) {
  const [failure, setFailure] = useState('');
  // New places need new storage, which knows their grants and the Regions of their buckets.
  const storage = useMemo(
    () =>
      storageOf({
        configuration,
        broker,
        places,
        onSignInEnded: onError,
        onFailure: setFailure,
      }),
    [configuration, broker, places, onError],
  );
  // Amplify's location has another id in each folder, so it does not tell which place it belongs to.
  const [opened, setOpened] = useState<Place>();
  const StorageBrowser = useMemo(
    () => (opened === undefined ? undefined : storage.browserOf(opened)),
    [storage, opened],
  );
  const [value, setValue] = useState(HOME);
  const { location, actionType } = value;
  const title = location === undefined ? '' : location.prefix || location.bucket;
  useEffect(() => {
    document.title = title === '' ? 'Your files' : `${title} – Your files`;
  }, [title]);

  // Nothing can be shown of a place without the permission to list, except the page of an action.
  if (
    StorageBrowser === undefined ||
    location === undefined ||
    (actionType === undefined && !location.permissions.includes('list'))
  ) {
    return (
      <PlacesList
        places={places}
        storage={storage}
        onOpen={(place) => {
          setOpened(place);
          setValue(openedAt(place));
        }}
        onReload={onReload}
      />
    );
  }
  return (
    <div
      className={opened?.createOnly === true ? 'portal-files portal-create-only' : 'portal-files'}
    >
      <StorageBrowser.Provider
        value={value}
        onValueChange={(next) => {
          setValue(withoutForbiddenUpload(next));
          setFailure('');
        }}
        displayText={displayText}
      >
        {actionType === undefined ? (
          <StorageBrowser.LocationDetailView />
        ) : (
          <StorageBrowser.LocationActionView />
        )}
      </StorageBrowser.Provider>
      {/* Amplify's list of files shows the reason itself. */}
      <p role="status">{actionType === undefined ? '' : failure}</p>
    </div>
  );
}
