/** Why an image cannot be used, in the words of kubelet and runtime. */
import type { Kubernetes } from '../kubernetes-version.ts';
import type { ContainerView } from './views.ts';

const validImage =
  /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

export type ImageFault = {
  readonly reason: 'InvalidImageName' | 'ErrImageNeverPull' | 'ErrImagePull';
  readonly message: string;
};

/** `registry/path` as the runtime completes it: without a registry it is the one of Docker, there without a team its library. */
const completed = (image: string): { readonly registry: string; readonly path: string } => {
  const [first = '', ...rest] = image.split('/');
  const qualified = rest.length > 0 && /[.:]|^localhost$/.test(first);
  if (qualified) return { registry: first, path: rest.join('/') };
  return { registry: 'docker.io', path: rest.length === 0 ? `library/${image}` : image };
};

const misnamed = (image: string, { currentTexts }: Kubernetes): string => {
  const name = completed(image).path.split(':')[0] ?? '';
  const lower = name === name.toLowerCase();
  const kind = currentTexts ? 'name' : 'reference';
  const hint = currentTexts ? `repository name (${name}) must be lowercase` : 'repository name must be lowercase';
  return `Failed to apply default image tag "${image}": couldn't parse image ${kind} "${image}": invalid reference format${lower ? '' : `: ${hint}`}`;
};

const notFound = (image: string, { currentTexts }: Kubernetes): string => {
  const { registry, path } = completed(image);
  const whole = `${registry}/${path}${/:[^/]+$/.test(path) ? '' : ':latest'}`;
  const resolving = currentTexts ? 'failed to resolve image' : `failed to resolve reference "${whole}"`;
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${whole}": ${resolving}: ${whole}: not found`;
};

/** The fault of this reason with the message that goes with it. */
export const imageFault = (reason: ImageFault['reason'], image: string, kubernetes: Kubernetes): ImageFault => {
  if (reason === 'InvalidImageName') return { reason, message: misnamed(image, kubernetes) };
  if (reason === 'ErrImagePull') return { reason, message: notFound(image, kubernetes) };
  return { reason, message: `Container image "${image}" is not present with pull policy of Never` };
};

/**
 * Why the image of a container cannot be used, if so. Every image can be pulled here but those whose name or tag is
 * `missing` or contains `does-not-exist`; with the pull policy `Never` these are absent from the node too.
 */
export const faultOfImage = (container: ContainerView, kubernetes: Kubernetes): ImageFault | undefined => {
  const { image } = container;
  if (!validImage.test(image)) return imageFault('InvalidImageName', image, kubernetes);
  const absent = /does-not-exist|(?:^|[/:])missing(?:$|:)/.test(image);
  if (!absent) return undefined;
  return imageFault(container.pullPolicy === 'Never' ? 'ErrImageNeverPull' : 'ErrImagePull', image, kubernetes);
};
