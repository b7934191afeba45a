/** Whether a byte order mark says that a file is UTF-16, and in which order. */
const utf16 = ([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
};

/** Whether a byte order mark says that a file is UTF-16. */
export const isUtf16 = (bytes: Uint8Array): boolean => utf16(bytes) !== undefined;

/**
 * The text of a file as kubectl reads it: UTF-8, or UTF-16 where a byte order mark says so. The mark is no part of the text,
 * and bytes that are none become U+FFFD.
 */
export const textOfBytes = (bytes: Uint8Array): string => new TextDecoder(utf16(bytes) ?? 'utf-8').decode(bytes);
