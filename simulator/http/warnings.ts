/** Warnings that go out as headers beside an answer, each text once. */

/** As many characters are sent in full; beyond them every text is cut, and at as many again the rest is left out. */
const roomForAll = 4096;
const roomForEach = 256;

export interface Warnings {
  add(text: string): void;
  /** The values of the `Warning` headers. */
  headers(): readonly string[];
}

const length = (text: string): number => [...text].length;

// Written as HTTP wants a quoted string; the agent is not named.
const header = (text: string): string => `299 - "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** No warnings yet. */
export const createWarnings = (): Warnings => {
  const texts = new Set<string>();
  return {
    add: (text) => {
      texts.add(text);
    },
    headers: () => {
      const all = [...texts];
      if (all.reduce((sum, text) => sum + length(text), 0) <= roomForAll) return all.map(header);
      let written = 0;
      return all.flatMap((text) => {
        if (written >= roomForAll) return [];
        const cut = [...text].slice(0, roomForEach).join('');
        written += length(cut);
        return [header(cut)];
      });
    },
  };
};
