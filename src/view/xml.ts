const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in XML or HTML, also in an attribute. */
export const xmlText = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);

/** An element, a line for each tag; what is inside is two spaces deeper. Attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  inside: readonly string[] = [],
): readonly string[] => {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const head = [name, ...given.map(([key, value = '']) => `${key}="${xmlText(value)}"`)].join(' ');
  return inside.length === 0 ? [`<${head}/>`] : [`<${head}>`, ...inside.map((line) => `  ${line}`), `</${name}>`];
};
