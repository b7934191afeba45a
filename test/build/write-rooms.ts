import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pictureFile, roomPicture } from './room-picture.ts';
import { root } from './source-files.ts';

// Draws the rooms anew from what their files import.

writeFileSync(path.join(root, pictureFile), await roomPicture());
