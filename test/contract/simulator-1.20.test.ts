import { describeKubernetesContract } from './kubernetes-contract.ts';
import { openSimulator } from './simulator-target.ts';
import { versionNamed } from './versions.ts';

describeKubernetesContract('the simulator of 1.20', versionNamed('1.20'), () => openSimulator('1.20'));
