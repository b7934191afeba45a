import { flag, integer, list, needing, record, text, textFields, texts } from '../../json/schema-builders.ts';
import { fieldRef, resourceFieldRef } from './pod-parts.ts';

/** The volumes of the pod that a command probe may run in: what the CRD of the operator 3.18 knows of them. */

const localRef = record({ name: text });
const fsType = text;
const readOnly = flag;
const items = list(needing({ key: text, path: text }, { mode: integer }));
const downwardItems = list(
  needing({ path: text }, { fieldRef, mode: integer, resourceFieldRef: resourceFieldRef(text) }),
);

const clouds = {
  awsElasticBlockStore: needing({ volumeID: text }, { fsType, partition: integer, readOnly }),
  azureDisk: needing(textFields('diskName', 'diskURI'), { cachingMode: text, kind: text, fsType, readOnly }),
  azureFile: needing(textFields('secretName', 'shareName'), { readOnly }),
  cinder: needing({ volumeID: text }, { fsType, readOnly, secretRef: localRef }),
  gcePersistentDisk: needing({ pdName: text }, { fsType, partition: integer, readOnly }),
  photonPersistentDisk: needing({ pdID: text }, { fsType }),
  vsphereVolume: needing({ volumePath: text }, { fsType, storagePolicyID: text, storagePolicyName: text }),
};

const networks = {
  cephfs: needing(
    { monitors: list(text) },
    { path: text, readOnly, secretFile: text, secretRef: localRef, user: text },
  ),
  fc: record({ fsType, lun: integer, readOnly, targetWWNs: list(text), wwids: list(text) }),
  flocker: record({ datasetName: text, datasetUUID: text }),
  gitRepo: needing({ repository: text }, { directory: text, revision: text }),
  glusterfs: needing({ endpoints: text, path: text }, { readOnly }),
  iscsi: needing(
    { iqn: text, lun: integer, targetPortal: text },
    {
      ...textFields('initiatorName', 'iscsiInterface'),
      chapAuthDiscovery: flag,
      chapAuthSession: flag,
      fsType,
      portals: list(text),
      readOnly,
      secretRef: localRef,
    },
  ),
  nfs: needing({ path: text, server: text }, { readOnly }),
  portworxVolume: needing({ volumeID: text }, { fsType, readOnly }),
  quobyte: needing({ registry: text, volume: text }, { ...textFields('group', 'tenant', 'user'), readOnly }),
  rbd: needing(
    { image: text, monitors: list(text) },
    { ...textFields('keyring', 'pool', 'user'), fsType, readOnly, secretRef: localRef },
  ),
  scaleIO: needing(
    { gateway: text, secretRef: localRef, system: text },
    {
      ...textFields('protectionDomain', 'storageMode', 'storagePool', 'volumeName'),
      fsType,
      readOnly,
      sslEnabled: flag,
    },
  ),
  storageos: record({ fsType, readOnly, secretRef: localRef, volumeName: text, volumeNamespace: text }),
};

const drivers = {
  csi: needing({ driver: text }, { fsType, nodePublishSecretRef: localRef, readOnly, volumeAttributes: texts }),
  flexVolume: needing({ driver: text }, { fsType, options: texts, readOnly, secretRef: localRef }),
};

const source = record({
  configMap: record({ items, name: text, optional: flag }),
  downwardAPI: record({ items: downwardItems }),
  secret: record({ items, name: text, optional: flag }),
  serviceAccountToken: needing({ path: text }, { audience: text, expirationSeconds: integer }),
});

const cluster = {
  configMap: record({ defaultMode: integer, items, name: text, optional: flag }),
  downwardAPI: record({ defaultMode: integer, items: downwardItems }),
  emptyDir: record({ medium: text, sizeLimit: text }),
  hostPath: needing({ path: text }, { type: text }),
  persistentVolumeClaim: needing({ claimName: text }, { readOnly }),
  projected: needing({ sources: list(source) }, { defaultMode: integer }),
  secret: record({ defaultMode: integer, items, optional: flag, secretName: text }),
};

export const volume = needing({ name: text }, { ...clouds, ...networks, ...drivers, ...cluster });
