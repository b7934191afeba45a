/** Which fields of a JSON text are there twice: the parser keeps the last one without a word. */

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

interface Frame {
  /** The path of what is in the braces, '' for the document. */
  readonly path: string;
  /** The keys so far; undefined in a list. */
  readonly keys?: Set<string>;
  index: number;
}

const child = (frame: Frame | undefined, key: string | undefined): string => {
  if (frame === undefined) return '';
  if (!frame.keys) return `${frame.path}[${frame.index}]`;
  return frame.path === '' ? (key ?? '') : `${frame.path}.${key}`;
};

/** The paths (`spec.list[0].name`) of fields that come twice in their object, in their order. The text has to be valid JSON. */
export const duplicateFields = (text: string): readonly string[] => {
  const found = new Set<string>();
  const frames: Frame[] = [];
  let key: string | undefined;
  // In an object a string is a key unless a colon came before it.
  let wantsKey = false;
  for (const [part] of text.matchAll(token)) {
    const frame = frames.at(-1);
    switch (part) {
      case '{':
      case '[':
        frames.push({ path: child(frame, key), index: 0, ...(part === '{' ? { keys: new Set<string>() } : {}) });
        wantsKey = part === '{';
        break;
      case '}':
      case ']':
        frames.pop();
        wantsKey = false;
        break;
      case ',':
        if (frame) frame.index += 1;
        wantsKey = frame?.keys !== undefined;
        break;
      case ':':
        wantsKey = false;
        break;
      default: {
        if (!wantsKey || !frame?.keys) break;
        const name: string = JSON.parse(part);
        if (frame.keys.has(name)) found.add(child(frame, name));
        frame.keys.add(name);
        key = name;
      }
    }
  }
  return [...found];
};
