/** The logs of all containers of the simulated cluster, in memory. */

/** One line that a container has written. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** The logs of all containers; one that nobody has written to is empty. */
export interface ContainerLogs {
  /** Appends one line (without its line break) to the container's present log. */
  append(namespace: string, pod: string, container: string, line: string): void;
  /** The lines of a container; `previous` are those before its last restart. */
  read(namespace: string, pod: string, container: string, previous?: boolean): readonly LogLine[];
  /** Calls back for each line that is appended from now on; returns the way to stop. */
  subscribe(namespace: string, pod: string, container: string, listener: (line: LogLine) => void): () => void;
  /** The container starts again: its log so far becomes the previous one. */
  rotate(namespace: string, pod: string, container: string): void;
  /** Forgets the logs of a pod. */
  drop(namespace: string, pod: string): void;
}

interface Log {
  lines: LogLine[];
  previous: LogLine[];
  readonly listeners: Set<(line: LogLine) => void>;
}

/** An empty registry; `now` stamps the lines. */
export const createContainerLogs = (now: () => number): ContainerLogs => {
  const pods = new Map<string, Map<string, Log>>();
  const logOf = (namespace: string, pod: string, container: string): Log => {
    const key = `${namespace}/${pod}`;
    const containers = pods.get(key) ?? new Map<string, Log>();
    pods.set(key, containers);
    const log = containers.get(container) ?? { lines: [], previous: [], listeners: new Set() };
    containers.set(container, log);
    return log;
  };
  return {
    append: (namespace, pod, container, text) => {
      const log = logOf(namespace, pod, container);
      const line = { time: now(), text };
      log.lines.push(line);
      for (const listener of log.listeners) listener(line);
    },
    read: (namespace, pod, container, previous = false) => {
      const log = pods.get(`${namespace}/${pod}`)?.get(container);
      return (previous ? log?.previous : log?.lines) ?? [];
    },
    subscribe: (namespace, pod, container, listener) => {
      const { listeners } = logOf(namespace, pod, container);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rotate: (namespace, pod, container) => {
      const log = logOf(namespace, pod, container);
      log.previous = log.lines;
      log.lines = [];
    },
    drop: (namespace, pod) => {
      pods.delete(`${namespace}/${pod}`);
    },
  };
};
