import path from 'node:path';

const code = /(?<!`)`([^`\n]+)`(?!`)/g;
const link = /\]\((?!\w+:)([^)\s#]+)(?:#[^)]*)?\)/g;

/** What begins at the root of the repository; what is built is not always there. */
const fromRoot = /^(?:src|machines|simulator|test|docs|examples)(?:\/(?!dist\/)[\w@.*-]+)*\/?$/;
/** A file of the program, by its name or the end of its path. */
const named = /^[\w.-]+(?:\/[\w.-]+)*\.tsx?$/;

/**
 * The files and folders of this repository that the text of a document names, in marks of code or by a link, as patterns from the
 * root. `folder`: of the document.
 */
export const namedIn = (text: string, folder = ''): readonly string[] => {
  const marked = [...text.matchAll(code)].flatMap(([, name = '']) => {
    if (fromRoot.test(name)) return [name];
    return named.test(name) ? [`{src,machines,simulator,test}/**/${name}`] : [];
  });
  const linked = [...text.matchAll(link)].map(([, target = '']) => path.posix.join(folder, target));
  return [...marked, ...linked.filter((target) => !marked.includes(target))];
};
