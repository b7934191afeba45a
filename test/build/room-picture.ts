import { toSvg } from '../../src/view/graph/svg.ts';
import { importsOf, simulator } from './imports.ts';
import { roomGraph } from './room-graph.ts';
import { filesBelow } from './source-files.ts';

/** From the root of the repository. */
export const pictureFile = 'docs/graphs/rooms.svg';

/** The picture of the rooms as the files import now. */
export const roomPicture = (): Promise<string> => {
  const files = ['src', 'machines', 'simulator'].flatMap(filesBelow).filter((file) => !file.includes('/test/'));
  const own = new Set(files);
  const imports = files
    .flatMap(importsOf)
    .map(({ from, to }) => ({ from, to: to === simulator ? 'simulator/index.ts' : to }));
  return toSvg(roomGraph(imports.filter(({ to }) => own.has(to))));
};
