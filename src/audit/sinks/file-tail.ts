import type { FileHandle } from 'node:fs/promises';

const newline = 0x0a;
const block = 64 * 1024;

/** Where the last line begins: the offset behind the last newline, 0 if there is none. Reads backwards, block by block. */
const startOfLastLine = async (file: FileHandle, size: number): Promise<number> => {
  for (let end = size; end > 0; end -= block) {
    const start = Math.max(0, end - block);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const found = buffer.subarray(0, bytesRead).lastIndexOf(newline);
    if (found >= 0) return start + found + 1;
  }
  return 0;
};

/** A line that is no beginning of a record was not torn by us: whatever it is, it is somebody's, and stays. */
const isWhole = (text: string): boolean => {
  if (!text.startsWith('{')) return true;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

/**
 * Makes the file end with a newline, so that appending never glues two lines together: half a record is cut off, a whole line
 * that lacks its newline gets it. Gives the size in bytes and, if something was done, a sentence that says what.
 * Rejects with the file system's error.
 */
export const repairTail = async (file: FileHandle): Promise<{ size: number; repaired?: string }> => {
  const { size } = await file.stat();
  const start = await startOfLastLine(file, size);
  if (start === size) return { size };
  const { buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
  if (isWhole(buffer.toString('utf8'))) {
    await file.write(Buffer.from('\n'));
    await file.datasync();
    return { size: size + 1, repaired: 'the last line lacked its newline, which was added; no record was lost' };
  }
  await file.truncate(start);
  await file.datasync();
  const sentence = `the last line was torn (${size - start} bytes without an end), as a killed process leaves it; it was cut off`;
  return { size: start, repaired: sentence };
};
