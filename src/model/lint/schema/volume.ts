import { flag, integer, list, needing, record, text, textFields, texts } from '../../json/schema-builders.ts';
import { fieldRef, resourceFieldRef } from './pod-parts.ts';

/** The volumes of the pod that a command probe may run in: what the CRD of the operator 3.18 knows of them. */

const localRef = record({ name: text });
const fsType = text;
const readOnly = flag;
const items = list(needing({ key: text, mode: integer, path: text }, 'key', 'path'));
const downwardItems = list(
  needing({ fieldRef, mode: integer, path: text, resourceFieldRef: resourceFieldRef(text) }, 'path'),
);

const clouds = {
  awsElasticBlockStore: needing({ fsType, partition: integer, readOnly, volumeID: text }, 'volumeID'),
  azureDisk: needing(
    { ...textFields('cachingMode', 'diskName', 'diskURI', 'kind'), fsType, readOnly },
    'diskName',
    'diskURI',
  ),
  azureFile: needing({ readOnly, secretName: text, shareName: text }, 'secretName', 'shareName'),
  cinder: needing({ fsType, readOnly, secretRef: localRef, volumeID: text }, 'volumeID'),
  gcePersistentDisk: needing({ fsType, partition: integer, pdName: text, readOnly }, 'pdName'),
  photonPersistentDisk: needing({ fsType, pdID: text }, 'pdID'),
  vsphereVolume: needing({ fsType, storagePolicyID: text, storagePolicyName: text, volumePath: text }, 'volumePath'),
};

const networks = {
  cephfs: needing(
    { monitors: list(text), path: text, readOnly, secretFile: text, secretRef: localRef, user: text },
    'monitors',
  ),
  fc: record({ fsType, lun: integer, readOnly, targetWWNs: list(text), wwids: list(text) }),
  flocker: record({ datasetName: text, datasetUUID: text }),
  gitRepo: needing({ directory: text, repository: text, revision: text }, 'repository'),
  glusterfs: needing({ endpoints: text, path: text, readOnly }, 'endpoints', 'path'),
  iscsi: needing(
    {
      ...textFields('initiatorName', 'iqn', 'iscsiInterface', 'targetPortal'),
      chapAuthDiscovery: flag,
      chapAuthSession: flag,
      fsType,
      lun: integer,
      portals: list(text),
      readOnly,
      secretRef: localRef,
    },
    'iqn',
    'lun',
    'targetPortal',
  ),
  nfs: needing({ path: text, readOnly, server: text }, 'path', 'server'),
  portworxVolume: needing({ fsType, readOnly, volumeID: text }, 'volumeID'),
  quobyte: needing({ ...textFields('group', 'registry', 'tenant', 'user', 'volume'), readOnly }, 'registry', 'volume'),
  rbd: needing(
    { ...textFields('image', 'keyring', 'pool', 'user'), fsType, monitors: list(text), readOnly, secretRef: localRef },
    'image',
    'monitors',
  ),
  scaleIO: needing(
    {
      ...textFields('gateway', 'protectionDomain', 'storageMode', 'storagePool', 'system', 'volumeName'),
      fsType,
      readOnly,
      secretRef: localRef,
      sslEnabled: flag,
    },
    'gateway',
    'secretRef',
    'system',
  ),
  storageos: record({ fsType, readOnly, secretRef: localRef, volumeName: text, volumeNamespace: text }),
};

const drivers = {
  csi: needing({ driver: text, fsType, nodePublishSecretRef: localRef, readOnly, volumeAttributes: texts }, 'driver'),
  flexVolume: needing({ driver: text, fsType, options: texts, readOnly, secretRef: localRef }, 'driver'),
};

const source = record({
  configMap: record({ items, name: text, optional: flag }),
  downwardAPI: record({ items: downwardItems }),
  secret: record({ items, name: text, optional: flag }),
  serviceAccountToken: needing({ audience: text, expirationSeconds: integer, path: text }, 'path'),
});

const cluster = {
  configMap: record({ defaultMode: integer, items, name: text, optional: flag }),
  downwardAPI: record({ defaultMode: integer, items: downwardItems }),
  emptyDir: record({ medium: text, sizeLimit: text }),
  hostPath: needing({ path: text, type: text }, 'path'),
  persistentVolumeClaim: needing({ claimName: text, readOnly }, 'claimName'),
  projected: needing({ defaultMode: integer, sources: list(source) }, 'sources'),
  secret: record({ defaultMode: integer, items, optional: flag, secretName: text }),
};

export const volume = needing({ name: text, ...clouds, ...networks, ...drivers, ...cluster }, 'name');
