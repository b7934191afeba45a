/** The annotation of a ChaosEngine that holds its run: with `true` nothing new starts, until it says something else or is gone. */
export const pauseAnnotation = 'runner.litmuschaos.io/pause';

/** Whether an engine says that its run is to be held. Anything but `true` does not: validation names what it cannot mean. */
export const isHeld = ({
  metadata,
}: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | undefined };
}): boolean => metadata.annotations?.[pauseAnnotation] === 'true';
