import {
  type ActionHandler,
  createStorageBrowser,
  defaultActionConfigs,
  type StorageBrowserType,
} from '@aws-amplify/ui-react-storage/browser';
import { Amplify } from 'aws-amplify';
import { type Broker, SignInEnded } from '../broker.ts';
import type { PortalConfiguration } from '../configuration.ts';
import type { Place } from '../places.ts';
import { components } from './components.tsx';
import { handlers, reporting } from './handlers.ts';
import { PlaceCredentials } from './place-credentials.ts';
import { setLocalS3 } from './s3-endpoint.ts';

/** Access to the files of a person's places. */
export interface Storage {
  /** Amplify's component for the folders of a place. */
  readonly browserOf: (place: Place) => StorageBrowserType;
  /** What Amplify's handlers need to know about a place. */
  readonly configOf: (place: Place) => Parameters<ActionHandler>[0]['config'];
}

interface StorageProps {
  readonly configuration: PortalConfiguration;
  readonly broker: Broker;
  readonly places: readonly Place[];
  readonly onSignInEnded: (error: SignInEnded) => void;
  /** Gets the reason if an action on a file fails. */
  readonly onFailure: (message: string) => void;
}

export function storageOf(props: StorageProps): Storage {
  const { configuration, broker, places, onSignInEnded, onFailure } = props;
  const { region, s3Endpoint } = configuration;
  if (s3Endpoint !== undefined) {
    setLocalS3(s3Endpoint);
  }
  Amplify.configure({ Storage: { S3: { region, buckets: bucketsOf(places) } } });
  const known = new PlaceCredentials(broker);
  const credentialsFor = async (place: Place) => {
    try {
      return { credentials: await known.get(place) };
    } catch (error) {
      if (error instanceof SignInEnded) {
        onSignInEnded(error);
      }
      throw error;
    }
  };
  return {
    browserOf: (place) =>
      createStorageBrowser({
        actions: { default: actions(onFailure) },
        components,
        config: {
          region,
          // The page lists the places itself.
          listLocations: async () => ({ items: [], nextToken: undefined }),
          // Amplify asks by folder and permissions, which can be those of several places.
          getLocationCredentials: () => credentialsFor(place),
          // Signing out removes this component, and with it all credentials.
          registerAuthListener: () => {},
        },
        // A preview loads pictures and text from S3, which the Content-Security-Policy forbids.
        filePreview: false,
      }).StorageBrowser as StorageBrowserType,
    configOf: (place) => ({
      bucket: place.bucket,
      region: place.region,
      credentials: () => credentialsFor(place),
    }),
  };
}

function actions(onFailure: StorageProps['onFailure']) {
  const { copy, createFolder, delete: remove, download, upload } = defaultActionConfigs;
  return {
    copy: {
      ...copy,
      // Amplify copies without If-None-Match, which grants for new keys require. These grants do not permit to delete.
      actionListItem: {
        ...copy.actionListItem,
        hide: (permissions: Place['permissions']) => !permissions.includes('delete'),
      },
      handler: reporting(handlers.copy, onFailure),
    },
    createFolder: { ...createFolder, handler: reporting(handlers.createFolder, onFailure) },
    delete: { ...remove, handler: reporting(handlers.delete, onFailure) },
    download: { ...download, handler: reporting(handlers.download, onFailure) },
    listLocationItems: handlers.listLocationItems,
    upload: { ...upload, handler: reporting(handlers.upload, onFailure) },
  };
}

/** The Region of each bucket, as Amplify looks it up. */
function bucketsOf(places: readonly Place[]) {
  return Object.fromEntries(
    places.map(({ bucket, region }) => [bucket, { bucketName: bucket, region }]),
  );
}
