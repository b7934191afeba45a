const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in XML or HTML, also in an attribute. */
export const xmlText = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
